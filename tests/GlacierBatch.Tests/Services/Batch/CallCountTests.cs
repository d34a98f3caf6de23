using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Watching;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What it costs to watch ten thousand children.</summary>
public sealed class CallCountTests(MotoServer moto)
{
    private const int Children = 10_000;
    private const int Looks = 20;
    private const int AtATime = Children / Looks;

    [Theory]
    [InlineData(200, 0)]
    [InlineData(200, 250)]
    [InlineData(100, 500)]
    public async Task Twenty_looks_at_an_array_of_ten_thousand_that_ends_meanwhile_cost_250_calls_at_most(int oneFailedOf, int running)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher");
        await CloudHome.SubmitAsync(client, days: Children, change: request => request with
        {
            Window = new Contract.Tasks.DateWindow(new DateOnly(1990, 1, 1), new DateOnly(1990, 1, 1).AddDays(Children - 1)),
        });
        var array = Assert.Single(home.World.Jobs);
        home.World.Beside = new MarkListing("first", array)
        {
            OutcomeOf = child => child.Status == "FAILED" ? TaskOutcome.Script : child.Index % 3 == 0 ? TaskOutcome.NoScenes
                : TaskOutcome.Done,
        }.Answer;
        using var ledger = new Ledger(home.HomeOf("watcher"));
        var poll = new EnvironmentPoll(
            await client.Environments.GetAsync(CloudHome.Environment, default), ledger, TimeProvider.System);
        var worker = new TaskWorker(home.World, home.Store());
        var before = home.Proxy.Requests.Count;

        for (var look = 0; look < Looks; look++)
        {
            home.World.Change(() =>
            {
                foreach (var child in array.Children.Skip(look * AtATime).Take(AtATime))
                    worker.End(child, child.Index % oneFailedOf == 0 ? 70 : 0);
                foreach (var child in array.Children.Skip((look + 1) * AtATime).Take(running)) child.Status = "RUNNING";
            });
            await poll.LookAsync(default);
        }

        var calls = home.Proxy.Requests.Skip(before).ToList();
        var failed = Children / oneFailedOf;
        var jobs = await CloudHome.JobsAsync(client);
        var ended = jobs.GroupBy(job => job.Status).ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal((Children - failed, failed), (ended[JobStatus.SUCCEEDED], ended[JobStatus.FAILED]));
        Assert.All(jobs, job => Assert.NotNull(job.Outcome));
        Assert.Equal(
            jobs.Count(job => job.Status == JobStatus.SUCCEEDED && job.Index % 3 == 0),
            jobs.Count(job => job.Outcome == TaskOutcome.NoScenes));
        Assert.True(calls.Count <= 250, $"{calls.Count} calls");
        Console.WriteLine($"looks: {calls.Count} calls");
    }
}
