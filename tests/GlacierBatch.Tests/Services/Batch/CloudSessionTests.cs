using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// A user's session with AWS Batch from beside the main road: Ctrl-C, looking by id, stopping before the start, tearing down.
/// </summary>
[Collection(CloudHome.InThisProcess)]
public sealed class CloudSessionTests(MotoServer moto)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ctrl_C_while_waiting_leaves_the_jobs_and_says_how_to_come_back()
    {
        HostProcess.RequireSignals();
        await using var home = await CloudHome.CreateAsync(moto);
        using var session = new HostSession();
        var script = Path.Combine(session.Folder, "wait.ps1");
        await File.WriteAllTextAsync(script, $$"""
            Import-Module '{{ModuleSession.Manifest}}'
            $null = Get-GlacierBatchEnvironment greenland -Bucket '{{home.Bucket}}' -AwsRegion us-east-1 -EndpointUrl '{{home.Proxy.Url}}'
            Submit-GlacierJob 134_Arsuk, 140_CentralLindenow -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -RunName first |
                Wait-GlacierJob
            """, Token);
        session.Variables["AWS_ACCESS_KEY_ID"] = session.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";
        await using var host = HostProcess.Start(["-File", script], session.Variables);
        await Eventually.TrueAsync(() => home.Proxy.Requests.Any(request => request.Is("POST", "/v1/describejobs")));

        host.Signal(HostProcess.Interrupt);
        var result = await host.WaitForExitAsync(Token);

        Assert.Equal(130, result.ExitCode);
        Assert.Contains(
            "Wait-GlacierJob -RunName first -Environment greenland goes on", result.Output + result.Error, StringComparison.Ordinal);
        Assert.All(Assert.Single(home.World.Jobs).Children, child => Assert.False(child.IsEnded));
        Assert.DoesNotContain(
            home.Proxy.Requests, request => request.Is("POST", "/v1/terminatejob") || request.Is("POST", "/v1/canceljob"));
    }

    [Fact]
    public async Task A_job_is_asked_for_by_its_id_as_it_stands_at_Batch_and_the_service_once_for_all()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        using var session = new ModuleSession();
        session.Set("bucket", home.Bucket);
        session.Set("endpoint", home.Proxy.Url);
        session.Set("keys", home.Aws.Credential);
        try
        {
            session.Run("""
                $null = Get-GlacierBatchEnvironment greenland -Bucket $bucket -AwsRegion us-east-1 -EndpointUrl $endpoint -Credential $keys
                $jobs = Submit-GlacierJob 134_Arsuk, 140_CentralLindenow, 063_isvand_north -Satellite sentinel2 -Date1 2025-08-01 `
                    -Date2 2025-08-06 -Environment greenland -RunName by-id
                """);
            await new TaskWorker(home.World, home.Store()).RunAsync(most: 2);
            var before = home.Proxy.Requests.Count;

            var jobs = session.Run("$jobs.JobId | Get-GlacierJob");

            Assert.Equal(["SUCCEEDED", "SUCCEEDED", "RUNNABLE"], jobs.Texts("Status"));
            Assert.InRange(home.Proxy.Requests.Skip(before).Count(request => request.Is("POST", "/v1/describejobs")), 1, 2);
        }
        finally
        {
            session.Try("Remove-GlacierBatch greenland -Force");
        }
    }

    [Fact]
    public async Task A_plain_job_that_runs_its_second_attempt_has_two()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        await CloudHome.SubmitAsync(client);
        home.World.Change(() =>
        {
            var job = home.World.Jobs[0].Children[0];
            job.Attempts.Add(new WorldAttempt("Host EC2 (instance i-1) terminated.", null, null, "stream/0", 1, 2));
            job.Status = "RUNNING";
        });

        var running = Assert.Single(await CloudHome.JobsAsync(client));

        Assert.Equal((JobStatus.RUNNING, 2), (running.Status, running.Attempts));
    }

    [Fact]
    public async Task A_log_is_followed_to_the_end_of_its_job_though_nobody_waits_for_it()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var job = Assert.Single(await CloudHome.SubmitAsync(client));
        var lines = new List<string>();
        var following = FollowAsync();

        await new TaskWorker(home.World, home.Store()).RunAsync();
        await following.WaitAsync(Eventually.Limit, Token);

        async Task FollowAsync()
        {
            await foreach (var line in client.Runs.FollowLogAsync(job, 1, null, Token)) lines.Add(line.Message);
        }
    }

    [Fact]
    public async Task Of_a_run_that_was_stopped_in_part_before_it_began_only_the_rest_is_submitted()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        var jobs = (await client.Runs.SubmitAsync(await CloudHome.PlanAsync(client, regions: 3), start: false, Token)).ToList();
        await client.Runs.StopAsync([jobs[1]], "Not this one.", Token);

        var waiting = WatchTests.WaitAsync(client, jobs);
        await Eventually.TrueAsync(() => home.World.Jobs.Count == 1);
        var worker = new TaskWorker(home.World, home.Store());
        await worker.RunAsync();
        var ended = (await waiting).OrderBy(job => job.Index).ToList();

        Assert.Equal(2, Assert.Single(home.World.Jobs).Size);
        Assert.Equal([JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.SUCCEEDED], ended.Select(job => job.Status));
        Assert.Equal("Not this one.", ended[1].StatusReason);
        Assert.Equal(2, worker.Effects.Count);
        Assert.DoesNotContain(worker.Effects.Keys, key => key.Contains(jobs[1].Region, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_would_be_submitted_is_told_before_there_is_an_image_and_nothing_is_submitted_without_one()
    {
        await using var home = await CloudHome.CreateAsync(moto, CloudHome.Record with { Image = null });
        await using var client = await home.OpenKnownAsync();

        var plan = await CloudHome.PlanAsync(client, regions: 2, change: request => request with { IsRehearsal = true });
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => CloudHome.SubmitAsync(client, regions: 2));

        Assert.All(client.Runs.Describe(plan)!, line =>
            Assert.Contains("definition none yet (Publish-GlacierImage", line, StringComparison.Ordinal));
        Assert.Equal("ImageNotPublished", fault.ErrorId);
        Assert.Contains("Publish-GlacierImage -Environment greenland", fault.Recommendation, StringComparison.Ordinal);
        Assert.Empty(home.World.Jobs);
    }

    [Fact]
    public async Task An_environment_that_is_removed_stops_its_jobs_and_forgets_its_definitions()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync();
        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        home.World.Change(() => home.World.Jobs[0].Children[0].Status = "RUNNING");
        var environment = await client.Environments.GetAsync(CloudHome.Environment, Token);
        Assert.Equal(3, client.Environments.CountOpenJobs(environment));
        var told = new List<string>();

        await client.Environments.RemoveAsync(
            environment, new RemovalSettings(), ProvisioningWatch.Nobody with { Tell = told.Add }, Token);

        Assert.All(home.World.Jobs[0].Children, child => Assert.Equal(("FAILED", true, "The environment was removed."),
            (child.Status, child.IsTerminated, child.Reason)));
        Assert.Empty(home.World.Definitions);
        Assert.Empty(client.Environments.Names());
        Assert.Contains("Nothing of the environment greenland is left at AWS.", told);
        Assert.NotNull(await home.Store().GetAsync(Contract.Runs.StoreLayout.Manifest(jobs[0].RunName), Token));
    }
}
