using GlacierBatch.Contract.Results;
using GlacierBatch.Core;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>What is learnt of jobs while they are waited for, whatever AWS does meanwhile.</summary>
public sealed class WatchTests(MotoServer moto)
{
    [Fact]
    public async Task Jobs_are_emitted_as_they_end_with_what_their_records_say()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 4);
        var worker = new TaskWorker(home.World, home.Store())
        {
            OutcomeOf = task => task.Region == "134_Arsuk" ? TaskOutcome.NoScenes
                : task.Region == "140_CentralLindenow" ? TaskOutcome.Script : TaskOutcome.Done,
        };

        var waiting = WaitAsync(client, jobs);
        await worker.RunAsync();
        var ended = await waiting;

        Assert.Equal(4, ended.Count);
        Assert.Equal(TaskOutcome.NoScenes, ended.Single(job => job.Region == "134_Arsuk").Outcome);
        var failed = Assert.Single(ended, job => job.Status == JobStatus.FAILED);
        Assert.Equal(
            ("140_CentralLindenow", TaskOutcome.Script, "It ended as Script."), (failed.Region, failed.Outcome, failed.StatusReason));
        Assert.All(ended, job => Assert.Equal(1L << 30, job.PeakMemoryBytes));
    }

    [Fact]
    public async Task An_attempt_that_lost_its_machine_is_kept_beside_the_one_that_succeeded()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync("watcher", new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 2);
        home.World.Change(() =>
        {
            foreach (var child in home.World.Jobs[0].Children)
                child.Attempts.Add(new WorldAttempt("Host EC2 (instance i-1) terminated.", null, null, "stream/default/0", 1, 2));
        });
        await new TaskWorker(home.World, home.Store()).RunAsync();

        var ended = await WaitAsync(client, jobs);

        Assert.All(ended, job => Assert.Equal((JobStatus.SUCCEEDED, 2), (job.Status, job.Attempts)));
        using var ledger = new Ledger(home.HomeOf("watcher"));
        var attempts = ledger.Attempts.Read(jobs[0].Reference);
        Assert.Equal(["Host EC2 (instance i-1) terminated.", "Essential container in task exited"],
            attempts.Select(attempt => attempt.StatusReason));
        Assert.Equal((null, 0), (attempts[0].ExitCode, attempts[1].ExitCode));
    }

    [Fact]
    public async Task A_job_that_fails_without_a_record_says_what_batch_says()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        var worker = new TaskWorker(home.World, home.Store());
        home.World.Change(() =>
        {
            var children = home.World.Jobs[0].Children;
            worker.End(children[0], 1, "CannotPullContainerError: pull image manifest has been retried: 403 Forbidden",
                "Task failed to start");
            worker.End(children[1], 137, "OutOfMemoryError: Container killed due to memory usage");
            worker.End(children[2], 1, null, "Job attempt duration exceeded timeout");
        });

        var ended = (await WaitAsync(client, jobs)).OrderBy(job => job.Index).ToList();

        Assert.All(ended, job => Assert.Equal(JobStatus.FAILED, job.Status));
        Assert.StartsWith("Task failed to start: CannotPullContainerError", ended[0].StatusReason);
        Assert.Equal(("Permission", "OutOfMemory", "Timeout"),
            (ended[0].Category.ToString(), ended[1].Category.ToString(), ended[2].Category.ToString()));
    }

    [Theory]
    [InlineData("reset", 6)]
    [InlineData("500", 6)]
    [InlineData("503", 6)]
    [InlineData("429", 6)]
    [InlineData("429 with Retry-After", 6)]
    [InlineData("cut", 6)]
    [InlineData("dropped", 6)]
    public async Task Waiting_goes_on_through_what_passes(string kind, int times)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 4);
        home.Proxy.Script(request => request.Is("POST", "/v1/describejobs"), CutSubmissionTests.FaultOf(kind), times);
        home.World.EmptyDescribes = 2;

        var waiting = WaitAsync(client, jobs);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.All(await waiting, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    [Fact]
    public async Task A_permission_that_is_missing_ends_the_waiting_and_the_jobs_run_on()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 2);
        home.Proxy.Script(request => request.Is("POST", "/v1/describejobs"), new Fault.Answer(403,
            """{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/u is not authorized to perform: """
                + """batch:DescribeJobs"}""",
            "application/json"), 100);

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => WaitAsync(client, jobs));

        Assert.Equal("WorkersEnded", fault.ErrorId);
        Assert.Contains("batch:DescribeJobs", fault.Message, StringComparison.Ordinal);
        Assert.All(home.World.Jobs, job => Assert.False(job.Children[0].IsEnded));
    }

    [Fact]
    public async Task Jobs_that_batch_has_forgotten_are_told_by_records_and_stops_and_else_it_is_said()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        await new TaskWorker(home.World, home.Store()).RunAsync(most: 1);
        var environment = await client.Environments.GetAsync(CloudHome.Environment, default);
        await RunStore.AddStopsAsync(environment, "first", [1], "Enough.", DateTimeOffset.UtcNow, default);
        home.World.HasForgotten = true;

        var ended = (await WaitAsync(client, jobs)).OrderBy(job => job.Index).ToList();

        Assert.Equal((JobStatus.SUCCEEDED, TaskOutcome.Done), (ended[0].Status, ended[0].Outcome));
        Assert.Equal((JobStatus.FAILED, TaskOutcome.Stopped, "Enough."), (ended[1].Status, ended[1].Outcome, ended[1].StatusReason));
        Assert.Contains("does not know the job", ended[2].StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_reached_by_another_way_from_now_on_is_watched_by_that_way()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var first = await CloudHome.SubmitAsync(client);
        await new TaskWorker(home.World, home.Store()).RunAsync();
        Assert.Single(await WaitAsync(client, first));

        // The old way leads nowhere, which a watcher takes for weather.
        await using var way = FaultProxy.Start(await moto.UrlAsync(), oneAtATime: true, home.World.Answer);
        await home.Proxy.DisposeAsync();
        await client.Environments.GetAsync(CloudHome.Environment, home.Bucket, home.Aws with { EndpointUrl = way.Url }, default);
        var second = await CloudHome.SubmitAsync(client, run: "second");
        await new TaskWorker(home.World, home.Store(way.Url)).RunAsync();

        Assert.Equal(JobStatus.SUCCEEDED, Assert.Single(await WaitAsync(client, second)).Status);
    }

    [Fact]
    public async Task Stopping_takes_an_array_whole_or_child_by_child_and_is_told_from_a_failure()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);

        await client.Runs.StopAsync([jobs[0]], "One is enough.", default);
        var after = await CloudHome.JobsAsync(client);
        Assert.Equal((JobStatus.FAILED, TaskOutcome.Stopped, "One is enough."), (after[0].Status, after[0].Outcome, after[0].StatusReason));
        Assert.False(after[1].Status.IsEnded());

        var before = home.Proxy.Requests.Count;
        await client.Runs.StopAsync([.. after.Where(job => !job.Status.IsEnded())], "All of it.", default);
        Assert.Single(home.Proxy.Requests.Skip(before), request => request.Is("POST", "/v1/terminatejob"));
        Assert.All(await WaitAsync(client, jobs), job => Assert.Equal(TaskOutcome.Stopped, job.Outcome));
    }

    [Fact]
    public async Task Runs_of_another_machine_are_discovered_waited_for_and_stopped()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var other = await home.OpenKnownAsync(time: new HastyTime());
        await using (var client = await home.OpenKnownAsync()) await CloudHome.SubmitAsync(client, regions: 4);
        Assert.Empty(await CloudHome.JobsAsync(other));
        var environment = await other.Environments.GetAsync(CloudHome.Environment, default);

        Assert.Empty(await other.Runs.DiscoverAsync(environment, default));
        var jobs = await CloudHome.JobsAsync(other);
        Assert.Equal(4, jobs.Count);
        var waiting = WaitAsync(other, jobs);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.All(await waiting, job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
        Assert.Equal(2, home.World.Jobs.Count);
    }

    [Fact]
    public async Task A_run_that_was_not_started_is_submitted_when_it_is_waited_for()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = (await client.Runs.SubmitAsync(await CloudHome.PlanAsync(client, regions: 3), start: false, default)).ToList();
        Assert.All(jobs, job => Assert.Equal(JobStatus.SUBMITTED, job.Status));
        Assert.Empty(home.World.Jobs);

        var waiting = WaitAsync(client, jobs);
        await Eventually.TrueAsync(() => home.World.Jobs.Count == 1);
        await new TaskWorker(home.World, home.Store()).RunAsync();

        Assert.Equal(3, (await waiting).Count);
    }

    internal static async Task<IReadOnlyList<Job>> WaitAsync(
        GlacierClient client, IReadOnlyList<Job> jobs, Action<WaitProgress>? progress = null)
    {
        var ended = new List<Job>();
        using var limit = new CancellationTokenSource(Eventually.Limit);
        await foreach (
            var job in client.Runs.WaitAsync(jobs, null, TimeSpan.FromSeconds(1), progress ?? (_ => { }), limit.Token)) ended.Add(job);
        return ended;
    }
}
