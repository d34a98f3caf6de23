using GlacierBatch.Core;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Submissions that are cut off, doubled or of unknown outcome: each task is submitted, and none has its effect twice.</summary>
public sealed class CutSubmissionTests(MotoServer moto)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_submission_cut_at_any_request_and_run_again_here_or_elsewhere_is_whole(bool reachesServer)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        var cuts = 0;
        for (var at = 1; ; at++)
        {
            var run = $"cut-{at}";
            await using var first = await home.OpenKnownAsync(time: new HastyTime());
            await CloudHome.PlanAsync(first);
            if (!await CutAsync(home, first, run, at, reachesServer)) break;
            cuts++;
            await using var second = at % 2 == 0 ? home.Open("elsewhere", new HastyTime()) : null;
            if (second is not null) await second.Environments.GetAsync(CloudHome.Environment, home.Bucket, home.Aws, default);

            var jobs = await ResubmitAsync(second ?? first, run);

            Assert.Equal(4, jobs.Count);
            await RequireOneEachAsync(home, run);
        }

        Assert.True(cuts >= 8, $"Only {cuts} requests were cut.");
    }

    [Fact]
    public async Task A_submission_without_a_name_that_was_cut_off_is_gone_on_with_by_the_same_command()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        home.World.DisabledQueues.Add(CloudHome.SpotQueue);
        await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, regions: 3, run: null));
        home.World.DisabledQueues.Clear();

        var jobs = await CloudHome.SubmitAsync(client, regions: 3, run: null);
        var next = await CloudHome.SubmitAsync(client, regions: 3, run: null);

        Assert.Single(jobs.Select(job => job.RunName).Distinct());
        Assert.NotEqual(jobs[0].RunName, next[0].RunName);
        Assert.Equal(2, home.World.Jobs.Count);
    }

    [Fact]
    public async Task Two_machines_that_submit_the_same_run_at_the_same_moment_submit_it_once()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        for (var round = 0; round < 5; round++)
        {
            var run = $"both-{round}";
            await using var one = await home.OpenKnownAsync(time: new HastyTime());
            await using var other = await home.OpenKnownAsync(time: new HastyTime());
            var plan = await CloudHome.PlanAsync(one, regions: 4, run: run);
            var same = plan with { Environment = (await CloudHome.PlanAsync(other, regions: 4, run: run)).Environment };

            var both = await Task.WhenAll(TrySubmitAsync(one, plan), TrySubmitAsync(other, same));

            Assert.Contains(both, isSubmitted => isSubmitted);
            await RequireOneEachAsync(home, run);
        }
    }

    [Theory]
    [InlineData("dropped")]
    [InlineData("reset")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("cut")]
    [InlineData("429")]
    [InlineData("429 with Retry-After")]
    public async Task An_outcome_that_is_not_known_is_found_out(string kind)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        home.Proxy.Script(request => request.Is("POST", "/v1/submitjob"), FaultOf(kind), times: 2);

        var jobs = await CloudHome.SubmitAsync(client, regions: 4);

        Assert.Equal(4, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(JobStatus.PENDING, job.Status));
        await RequireOneEachAsync(home, "first");
    }

    [Fact]
    public async Task Jobs_of_one_name_that_appear_late_are_stopped_but_for_the_one_that_is_recorded()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        home.Proxy.Script(request => request.Is("POST", "/v1/submitjob"), new Fault.DropAnswer(), times: 2);
        home.Proxy.Script(
            request => request.Is("POST", "/v1/listjobs"), new Fault.Answer(200, "{\"jobSummaryList\":[]}", "application/json"), 19);

        await CloudHome.SubmitAsync(client, regions: 3);

        var worker = new TaskWorker(home.World, home.Store());
        await worker.RunAsync();
        Assert.Equal(3, worker.Effects.Count);
        Assert.All(worker.Effects.Values, count => Assert.Equal(1, count));
    }

    internal static Fault FaultOf(string kind) => kind switch
    {
        "dropped" => new Fault.DropAnswer(),
        "reset" => new Fault.Reset(),
        "500" => new Fault.Answer(500, "{\"message\":\"internal\"}", "application/json"),
        "503" => new Fault.Answer(503, "<html>Service Unavailable</html>", "text/html"),
        "cut" => new Fault.CutBody(5),
        "429" => new Fault.Answer(429, "{\"message\":\"Too Many Requests\"}", "application/json"),
        "429 with Retry-After" => new Fault.Answer(429, "{\"message\":\"Too Many Requests\"}", "application/json", "Retry-After: 7\r\n"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such fault."),
    };

    private static async Task<bool> CutAsync(CloudHome home, GlacierClient client, string run, int at, bool reachesServer)
    {
        using var stop = new CancellationTokenSource();
        var (seen, isArmed) = (0, true);
        home.Proxy.Script(
            _ =>
            {
                if (!Volatile.Read(ref isArmed) || Interlocked.Increment(ref seen) != at) return false;
                stop.Cancel();
                return true;
            },
            reachesServer ? new Fault.DropAnswer() : new Fault.Reset());
        try
        {
            await CloudHome.SubmitAsync(client, regions: 4, run: run, cancellationToken: stop.Token);
            return Volatile.Read(ref seen) >= at;
        }
        catch (Exception fault) when (fault is OperationCanceledException or GlacierBatchException or IOException)
        {
            return true;
        }
        finally
        {
            Volatile.Write(ref isArmed, false);
        }
    }

    /// <summary>A cut after the last write leaves nothing to do.</summary>
    private static async Task<IReadOnlyList<Job>> ResubmitAsync(GlacierClient client, string run)
    {
        try
        {
            return await CloudHome.SubmitAsync(client, regions: 4, run: run);
        }
        catch (GlacierBatchException fault) when (fault.ErrorId == "RunExists")
        {
            return [.. client.Runs.ReadRun(CloudHome.Environment, run)];
        }
    }

    private static async Task<bool> TrySubmitAsync(GlacierClient client, RunPlan plan)
    {
        try
        {
            await client.Runs.SubmitAsync(plan, start: true, CancellationToken.None);
            return true;
        }
        catch (GlacierBatchException fault) when (fault.ErrorId == "RunExists")
        {
            return false;
        }
    }

    private static async Task RequireOneEachAsync(CloudHome home, string run)
    {
        var parts = await home.PartsAsync(run);
        Assert.Equal(4, parts.Sum(part => part.Positions.Count));
        foreach (var part in parts)
        {
            var live = home.World.Jobs.Where(job => job.Name == part.JobName && !job.Children[0].IsEnded).Select(job => job.Id);
            Assert.Equal(part.JobId, Assert.Single(live));
        }
    }
}
