using GlacierBatch.Core;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Jobs at AWS Batch that try whether tasks could run, and the runbook over them.</summary>
[Collection(CloudHome.InThisProcess)]
public sealed class ProbeTests(MotoServer moto)
{
    private const string Refusal =
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): unexpected status: 403 Forbidden";

    [Fact]
    public async Task A_probe_is_a_verb_of_the_environments_own_image_and_found_again_by_its_name()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await using var world = Play(home, job => (job.Status, job.LogStream) = ("SUCCEEDED", null));

        var first = await RunAsync(client, ProbeVerb.WriteTest);
        var again = await RunAsync(client, ProbeVerb.WriteTest);

        Assert.Equal((JobStatus.SUCCEEDED, first.JobId), (first.Status, again.JobId));
        var job = Assert.Single(home.World.Jobs);
        Assert.Equal("greenland-step1-1-probe", job.Name);
        Assert.Equal("write-test", (string?)job.Request["containerOverrides"]!["command"]![0]);
        Assert.Equal(CloudHome.SpotQueue, job.Queue);
        Assert.Single(home.World.Definitions);
    }

    [Fact]
    public async Task A_registrys_403_is_waited_out_while_the_roles_are_young()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await using var world = Play(home, job => Fail(job, Refusal), after: 2, then: job => job.Status = "SUCCEEDED");
        var told = new List<string>();

        var result = await RunAsync(client, ProbeVerb.Hello, told.Add);

        Assert.Equal((JobStatus.SUCCEEDED, 3, false), (result.Status, result.Tries, result.IsRegistryRefusal));
        Assert.Equal(2, told.Count(text => text.Contains("tried again", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_registrys_403_is_believed_once_the_roles_are_half_an_hour_old()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await using var world = Play(home, job => Fail(job, Refusal));

        var result = await RunAsync(client, ProbeVerb.Hello);

        Assert.True(result is { IsRegistryRefusal: true, IsAccessDenied: false }, result.Reason);
        Assert.True(result.RolesAge >= RolePatience.Limit);
        Assert.InRange(result.Tries, 2, 61);
    }

    [Theory]
    [InlineData("Essential container in task exited", false)]
    [InlineData("CannotPullContainerError: ref not found", false)]
    [InlineData("An error occurred (AccessDenied) when calling the PutObject operation", true)]
    public async Task Another_failure_is_not_waited_out(string reason, bool isAccessDenied)
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await using var world = Play(home, job => Fail(job, reason));

        var result = await RunAsync(client, ProbeVerb.WriteTest);

        Assert.Equal((JobStatus.FAILED, 1, isAccessDenied), (result.Status, result.Tries, result.IsAccessDenied));
    }

    [Fact]
    public async Task A_job_that_stays_runnable_is_reported_with_what_batch_says()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());
        await using var world = Play(home, job => job.Reason = "CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY");

        var result = await RunAsync(client, ProbeVerb.Hello);

        Assert.Equal(JobStatus.RUNNABLE, result.Status);
        Assert.Contains("no free machine", result.Reason);
    }

    [Fact]
    public async Task A_registry_that_still_refuses_after_half_an_hour_ends_the_first_step_with_an_analysis()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await home.AgeAsync(TimeSpan.FromMinutes(31));
        await using var world = Play(home, job => Fail(job, Refusal));
        using var session = new ModuleSession();
        session.Set("bucket", home.Bucket);
        session.Set("endpoint", home.Proxy.Url);
        session.Set("keys", MotoServer.Credentials);
        try
        {
            session.Run("""
                Get-GlacierBatchEnvironment greenland -Bucket $bucket -AwsRegion us-east-1 -EndpointUrl $endpoint -Credential $keys
                """);

            var one = session.One("Start-GlacierRunbook greenland -StatusPath $folder/status");

            Assert.Equal(("1", "NoGo", "True"), (one.Text("Step"), one.Text("Decision"), one.Text("IsAbandoned")));
            var page = await File.ReadAllTextAsync(Path.Combine(session.Folder, "status", "BATCH_STEP1_FAILURE_ANALYSIS.md"));
            foreach (var text in new[] { "ECS on EC2", "Stay on Lambda", "403 Forbidden", Assert.Single(home.World.Jobs).Id })
            {
                Assert.Contains(text, page);
            }
        }
        finally
        {
            session.Try("Remove-GlacierBatch greenland -Force");
        }
    }

    [Fact]
    public async Task A_function_has_another_state_once_its_configuration_changed()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        home.World.Beside = request => request.Target switch
        {
            "/2015-03-31/functions/glacier/configuration" =>
                (200, $$"""{"FunctionName":"glacier","MemorySize":{{_memory}},"RevisionId":"1"}"""),
            var target when target.Contains("/functions/", StringComparison.Ordinal) =>
                (404, """{"__type":"ResourceNotFoundException","Message":"Function not found"}"""),
            _ => null,
        };
        await using var client = await home.OpenKnownAsync();
        var environment = await client.Environments.GetAsync(CloudHome.Environment, CancellationToken.None);

        var before = await FunctionState.FindHashAsync(environment, "glacier", CancellationToken.None);
        var same = await FunctionState.FindHashAsync(environment, "glacier", CancellationToken.None);
        _memory = 1024;
        var after = await FunctionState.FindHashAsync(environment, "glacier", CancellationToken.None);

        Assert.NotNull(before);
        Assert.Equal(before, same);
        Assert.NotEqual(before, after);
        Assert.Null(await FunctionState.FindHashAsync(environment, "nowhere", CancellationToken.None));
    }

    private int _memory = 10_240;

    private static async Task<ProbeResult> RunAsync(GlacierClient client, ProbeVerb verb, Action<string>? told = null)
    {
        var environment = await client.Environments.GetAsync(CloudHome.Environment, CancellationToken.None);
        var request = new ProbeRequest(verb, "greenland-step1-1-probe", TimeSpan.FromMinutes(45));
        return await client.Probes.RunAsync(environment, request, told ?? (_ => { }), TestContext.Current.CancellationToken);
    }

    private static void Fail(WorldChild job, string reason)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        (job.Status, job.Reason) = ("FAILED", "Task failed to start");
        job.Attempts.Add(new WorldAttempt("Task failed to start", reason, null, "", now, now));
    }

    /// <summary>Plays AWS: does something to each job once it is there, and from some job on something else.</summary>
    private static WorldPlayer Play(CloudHome home, Action<WorldChild> act, int after = int.MaxValue, Action<WorldChild>? then = null) =>
        new(home, (number, job) => (number < after ? act : then ?? act)(job));
}
