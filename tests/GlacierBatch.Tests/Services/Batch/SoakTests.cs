using System.Globalization;
using GlacierBatch.Core;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// Submits and waits on a bad day that does not end, at Batch and at S3: no task is lost, and none has its effect twice. Ten runs and a
/// hundred faults, or as many runs as the variable says: <c>scripts/bench batch</c> asks for a hundred, and so for a thousand faults.
/// </summary>
public sealed class SoakTests(MotoServer moto)
{
    private const string RunsVariable = "GLACIERBATCH_SOAK_RUNS";
    private const string SeedVariable = "GLACIERBATCH_SOAK_SEED";
    private const int FaultsPerRun = 11;
    private const int SubmissionFaultsPerRun = 2;
    private const int Tasks = 4;

    private static readonly string[] Kinds = ["dropped", "reset", "500", "503", "cut", "429", "429 with Retry-After"];
    private static readonly string[] StoreKinds = ["dropped", "reset", "500", "503", "cut"];

    [Fact]
    public async Task No_task_is_lost_and_no_effect_doubled()
    {
        var runs = Number(RunsVariable, 10);
        await using var home = await CloudHome.CreateAsync(moto);

        // Containers have their own network.
        var worker = new TaskWorker(home.World, home.Store(await moto.UrlAsync()));
        var random = new Random(Number(SeedVariable, 20260101));
        var (injected, unknown, ofStore) = (0, 0, 0);
        for (var run = 0; run < runs; run++)
        {
            await using var client = await home.OpenKnownAsync(time: new HastyTime());
            var plan = await CloudHome.PlanAsync(client, regions: Tasks, run: $"soak-{run}");
            for (var count = 0; count < FaultsPerRun; count++)
            {
                var isOfStore = count >= SubmissionFaultsPerRun && count % 2 == 1;
                var kinds = isOfStore ? StoreKinds : Kinds;
                var kind = kinds[random.Next(kinds.Length)];
                var target = isOfStore ? $"/{new Uri(home.Bucket).Host}" : count < SubmissionFaultsPerRun ? "/v1/submitjob" : "/v1/";
                home.Proxy.Script(
                    request =>
                    {
                        lock (random)
                        {
                            if (!request.Target.StartsWith(target, StringComparison.Ordinal) || random.Next(2) == 0) return false;
                        }

                        Interlocked.Increment(ref injected);
                        if (isOfStore) Interlocked.Increment(ref ofStore);
                        if (request.Is("POST", "/v1/submitjob") && !kind.StartsWith("429", StringComparison.Ordinal)) Interlocked.Increment(
                            ref unknown);
                        return true;
                    },
                    isOfStore && kind is "500" or "503" ? Fault.Answer.S3(kind == "500" ? 500 : 503, "InternalError")
                        : CutSubmissionTests.FaultOf(kind));
            }

            var jobs = await SubmitAsync(client, plan);
            using var ended = new CancellationTokenSource();
            var working = WorkAsync(worker, ended.Token);
            var done = await WaitAsync(client, jobs);
            await ended.CancelAsync();
            await working;
            Assert.Equal(Tasks, done.Count(job => job.Status == JobStatus.SUCCEEDED));
        }

        Assert.Equal(runs * Tasks, worker.Effects.Count);
        Assert.All(worker.Effects.Values, count => Assert.Equal(1, count));
        Assert.True(injected >= runs * FaultsPerRun * 9 / 10, $"Only {injected} faults were injected.");
        Assert.True(unknown > 0, "No submission was of unknown outcome.");
        Console.WriteLine(
            $"soak: {runs} runs, {injected} faults, {unknown} submissions of unknown outcome, {ofStore} faults of S3, "
                + $"{worker.Effects.Count} effects");
    }

    /// <summary>Submits as a user does: what says that it is not whole is repeated.</summary>
    private static async Task<IReadOnlyList<Job>> SubmitAsync(GlacierClient client, RunPlan plan)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return [.. await client.Runs.SubmitAsync(plan, start: true, CancellationToken.None)];
            }
            catch (Exception fault) when (fault is GlacierBatchException or IOException && attempt < 10)
            {
                // It says to repeat the command.
            }
        }
    }

    /// <summary>Waits as a user does, who waits again where that ended before the jobs did.</summary>
    private static async Task<IReadOnlyList<Job>> WaitAsync(GlacierClient client, IReadOnlyList<Job> jobs)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await WatchTests.WaitAsync(client, jobs);
            }
            catch (Exception fault) when (fault is GlacierBatchException or IOException && attempt < 10)
            {
                // It says to wait again.
            }
        }
    }

    private static int Number(string variable, int otherwise) => int.Parse(
        Environment.GetEnvironmentVariable(variable) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static async Task WorkAsync(TaskWorker worker, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            await worker.RunAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
        }
    }
}
