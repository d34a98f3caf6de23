using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Arrays so large that no child is looked at by itself: what is known of each all the same.</summary>
public sealed class LargeArrayTests(MotoServer moto)
{
    private const int Children = 1200;

    [Fact]
    public async Task Children_are_followed_while_they_run_and_their_outcomes_known_as_they_end()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher", new HastyTime());
        var array = await SubmitAsync(home, client);
        var worker = new TaskWorker(home.World, home.Store());
        home.World.Change(() =>
        {
            foreach (var child in array.Children[..10]) worker.End(child, 0);
            foreach (var child in array.Children[10..14]) (child.Status, child.LogStream) = ("RUNNING", "stream");
            array.Children[14].Status = "STARTING";
            array.Children[13].Attempts.Add(new WorldAttempt("Host EC2 (instance i-1) terminated.", null, null, "stream/0", 1, 2));
        });

        var jobs = await CloudHome.JobsAsync(client);

        Assert.All(jobs.Take(10), job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
        Assert.Equal(5, jobs.Count(job => job.Outcome == TaskOutcome.NoScenes));
        Assert.Equal(5, Assert.Single(await client.Runs.ReadRunsAsync(CloudHome.Environment, default)).NoScenes);
        Assert.All(jobs.Take(10), job =>
            Assert.Equal((1L << 30, 1, TimeSpan.FromHours(1)), (job.PeakMemoryBytes, job.Attempts, job.Duration)));
        Assert.Equal([JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.RUNNING, JobStatus.STARTING],
            jobs.Skip(10).Take(5).Select(job => job.Status));
        Assert.Equal([1, 1, 1, 2, 1], jobs.Skip(10).Take(5).Select(job => job.Attempts));
        Assert.All(jobs.Skip(15), job => Assert.Equal(JobStatus.RUNNABLE, job.Status));
    }

    [Fact]
    public async Task Of_a_second_attempt_and_of_a_failure_batch_is_asked_and_a_child_without_a_mark_is_found_all_the_same()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher", new HastyTime());
        var array = await SubmitAsync(
            home, client, child => child.Index == 2 ? null : child.Index == 1 ? TaskOutcome.Script : TaskOutcome.Done);
        var worker = new TaskWorker(home.World, home.Store());
        home.World.Change(() =>
        {
            array.Children[0].Attempts.Add(new WorldAttempt("Host EC2 (instance i-1) terminated.", null, null, "stream/0", 1, 2));
            worker.End(array.Children[0], 0);
            worker.End(array.Children[1], 70);
            worker.End(array.Children[2], 0);
        });

        await CloudHome.JobsAsync(client);
        for (var look = 0; look < 6; look++) await CloudHome.JobsAsync(client);
        var jobs = await CloudHome.JobsAsync(client);

        Assert.Equal([JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.SUCCEEDED], jobs.Take(3).Select(job => job.Status));
        Assert.Equal([TaskOutcome.Done, TaskOutcome.Script, null], jobs.Take(3).Select(job => job.Outcome));
        using var ledger = new Ledger(home.HomeOf("watcher"));
        Assert.Equal(2, ledger.Attempts.Read(jobs[0].Reference).Count);
        Assert.Single(ledger.Attempts.Read(jobs[1].Reference));
    }

    [Fact]
    public async Task Progress_is_told_by_state()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher", new HastyTime());
        var array = await SubmitAsync(home, client);
        var worker = new TaskWorker(home.World, home.Store());
        home.World.Change(() =>
        {
            foreach (var child in array.Children[..10]) worker.End(child, child.Index == 0 ? 70 : 0);
            foreach (var child in array.Children[10..14]) child.Status = "RUNNING";
            foreach (var child in array.Children[14..16]) child.Status = "STARTING";
            foreach (var child in array.Children[1000..]) child.Status = "PENDING";
        });
        var expected = new Dictionary<JobStatus, int>
        {
            [JobStatus.PENDING] = 200, [JobStatus.RUNNABLE] = 984, [JobStatus.STARTING] = 2, [JobStatus.RUNNING] = 4,
            [JobStatus.SUCCEEDED] = 9, [JobStatus.FAILED] = 1,
        };
        var seen = new TaskCompletionSource();

        var waiting = WatchTests.WaitAsync(client, await CloudHome.JobsAsync(client), progress =>
        {
            if (progress.States.ToDictionary().OrderBy(state => state.Key).SequenceEqual(expected)) seen.TrySetResult();
        });

        await seen.Task.WaitAsync(Eventually.Limit);
        home.World.Change(() =>
        {
            foreach (var child in array.Children) worker.End(child, 0);
        });
        Assert.Equal(Children, (await waiting).Count);
    }

    private static async Task<WorldJob> SubmitAsync(
        CloudHome home, Core.GlacierClient client, Func<WorldChild, TaskOutcome?>? outcomeOf = null)
    {
        await CloudHome.SubmitAsync(client, days: Children, change: request => request with
        {
            Window = new Contract.Tasks.DateWindow(new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 1).AddDays(Children - 1)),
        });
        var array = Assert.Single(home.World.Jobs);
        home.World.Beside = new MarkListing("first", array)
        {
            OutcomeOf = outcomeOf ?? (child => child.Status == "FAILED" ? TaskOutcome.Script
                : child.Index % 2 == 0 ? TaskOutcome.NoScenes : TaskOutcome.Done),
        }.Answer;
        return array;
    }
}
