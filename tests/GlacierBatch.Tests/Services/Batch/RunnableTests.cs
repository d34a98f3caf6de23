using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Watching;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Jobs that cannot start: the cause and what to do stand in their reason, within two looks.</summary>
public sealed class RunnableTests(MotoServer moto)
{
    [Theory]
    [InlineData("CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY - The job queue's head cannot be placed", "no free machine", "-Compute OnDemand")]
    [InlineData("MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED", "cannot start the instance types", "-InstanceType")]
    [InlineData("MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE", "more than the compute environment", "-MaxvCpu")]
    [InlineData("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", "agent's share", "-MemoryMiB")]
    [InlineData("MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS", "service role", "New-GlacierBatchEnvironment")]
    [InlineData("ACTION_REQUIRED", "administrator", "Test-GlacierBatchEnvironment")]
    [InlineData("UNDETERMINED", "no cause to name", "Test-GlacierBatchEnvironment")]
    [InlineData("Your account's VcpuLimitExceeded", "quota", "Service Quotas")]
    [InlineData("Client.MaxSpotInstanceCountExceeded: Max spot instance count exceeded", "Spot quota", "-Compute OnDemand")]
    [InlineData("the instance role lacks AmazonEC2ContainerServiceforEC2Role", "machines cannot join", "New-GlacierBatchEnvironment")]
    [InlineData("The compute environment is INVALID", "is INVALID", "New-GlacierBatchEnvironment")]
    [InlineData("there is no container instance in the cluster", "do not join", "AmazonEC2ContainerServiceforEC2Role")]
    [InlineData("something new", "something new", "It cannot start")]
    public async Task A_reason_becomes_cause_and_fix_within_two_looks(string reason, string cause, string fix)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await CloudHome.SubmitAsync(client, regions: 3);
        home.World.Change(() => home.World.Jobs[0].Children[0].Reason = reason);

        await CloudHome.JobsAsync(client);
        var jobs = await CloudHome.JobsAsync(client);

        Assert.All(jobs, job => Assert.Equal(JobStatus.RUNNABLE, job.Status));
        Assert.All(jobs, job => Assert.Contains(cause, job.StatusReason, StringComparison.Ordinal));
        Assert.All(jobs, job => Assert.Contains(fix, job.StatusReason, StringComparison.Ordinal));
        Assert.Equal(2, home.Proxy.Requests.Count(request => request.Is("POST", "/v1/describejobs")));
    }

    [Fact]
    public async Task A_plain_job_is_explained_too()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await CloudHome.SubmitAsync(client);
        home.World.Change(() => home.World.Jobs[0].Children[0].Reason = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY");

        Assert.Contains("no free machine", Assert.Single(await CloudHome.JobsAsync(client)).StatusReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_reason_the_queue_and_its_compute_environments_are_looked_at()
    {
        var reason = await ExplainAsync(
            world => world.Compute = ("ENABLED", "INVALID", "CLIENT_ERROR - Not authorized to perform sts:AssumeRole"));

        Assert.Contains("the compute environment compute is INVALID", reason, StringComparison.Ordinal);
        Assert.Contains("sts:AssumeRole", reason, StringComparison.Ordinal);
        Assert.Contains("New-GlacierBatchEnvironment", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compute_environments_that_are_all_disabled_are_named()
    {
        var reason = await ExplainAsync(world => world.Compute = ("DISABLED", "VALID", null));

        Assert.Contains("the compute environment compute is disabled", reason, StringComparison.Ordinal);
        Assert.Contains("--state ENABLED", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_is_gone_is_told()
    {
        var reason = await ExplainAsync(world => world.GoneQueues.Add(CloudHome.SpotQueue));

        Assert.Contains("the job queue is gone", reason, StringComparison.Ordinal);
        Assert.Contains("New-GlacierBatchEnvironment", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_was_disabled_while_jobs_wait_is_named()
    {
        var reason = await ExplainAsync(world => world.DisabledQueues.Add(CloudHome.SpotQueue));

        Assert.Contains("is disabled", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_child_that_batch_gives_up_as_misconfigured_stops_its_array()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        home.World.Change(() =>
        {
            var head = home.World.Jobs[0].Children[0];
            (head.Status, head.Reason) = ("FAILED", "Job cancelled: MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT");
        });

        var ended = await WatchTests.WaitAsync(client, jobs);

        Assert.All(ended, job => Assert.Equal(JobStatus.FAILED, job.Status));
        Assert.All(ended, job => Assert.Contains("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", job.StatusReason, StringComparison.Ordinal));
        Assert.Single(home.Proxy.Requests, request => request.Is("POST", "/v1/terminatejob"));
    }

    [Fact]
    public async Task The_cause_is_part_of_the_progress_until_something_starts()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        home.World.Change(() => home.World.Jobs[0].Children[0].Reason = "UNDETERMINED");
        var worker = new TaskWorker(home.World, home.Store());
        var told = new TaskCompletionSource<string>();

        var waiting = WatchTests.WaitAsync(client, jobs, progress =>
        {
            if (progress.Cause is { } cause) told.TrySetResult(cause);
        });
        Assert.Contains("UNDETERMINED", await told.Task.WaitAsync(Eventually.Limit), StringComparison.Ordinal);
        await worker.RunAsync();

        Assert.Equal(3, (await waiting).Count);
    }

    [Fact]
    public void Nothing_is_explained_where_there_is_nothing_to_explain()
    {
        Assert.Null(RunnableExplainer.Explain((string?)null));
        Assert.Null(RunnableExplainer.Explain(" "));
    }

    /// <summary>The reason of a waiting job after two looks, since when something is wrong with what it waits for.</summary>
    private async Task<string?> ExplainAsync(Action<BatchWorld> breakIt)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await CloudHome.SubmitAsync(client, regions: 3);
        breakIt(home.World);

        await CloudHome.JobsAsync(client);
        return (await CloudHome.JobsAsync(client))[0].StatusReason;
    }
}
