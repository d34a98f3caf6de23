using System.Management.Automation;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>Steps at AWS on bad days, which neither containers nor moto have: what is decided then, and what the pages say.</summary>
[Collection(CloudHome.InThisProcess)]
public sealed class RunbookWorldTests(MotoServer moto) : IAsyncLifetime
{
    private readonly ModuleSession _session = new();
    private CloudHome? _home;

    public async ValueTask InitializeAsync()
    {
        _home = await CloudHome.CreateAsync(moto);
        _session.Set("bucket", Home.Bucket);
        _session.Set("endpoint", Home.Proxy.Url);
        _session.Set("keys", MotoServer.Credentials);
        _session.Run("Get-GlacierBatchEnvironment greenland -Bucket $bucket -AwsRegion us-east-1 -EndpointUrl $endpoint -Credential $keys");
    }

    public async ValueTask DisposeAsync()
    {
        // As long as its AWS is there.
        if (_home is not null) _session.Try("Remove-GlacierBatch greenland -Force");
        _session.Dispose();
        if (_home is not null) await _home.DisposeAsync();
    }

    private CloudHome Home => _home ?? throw new InvalidOperationException("The test has not begun.");

    [Fact]
    public async Task A_bucket_that_denies_the_job_is_escalated_by_step_two()
    {
        await using var world = new WorldPlayer(Home, (_, job) => Fail(job, "Essential container in task exited",
            "An error occurred (AccessDenied) when calling the PutObject operation"));

        var two = Take(2);

        Assert.Equal(("Escalate", "2"), (two.Text("Decision"), two.Text("ExitCode")));
        Assert.Equal(("Failed", "1"), (Criterion(2, "AccessDenied").Text("Verdict"), Criterion(2, "AccessDenied").Text("Value")));
        var page = Page("BATCH_STEP2_STATUS.md");
        Assert.Contains("AccessDenied", page);
        Assert.Contains("- Write to an EBS volume, and sync it to S3 from time to time", page);
    }

    [Fact]
    public async Task A_job_that_wrote_nothing_is_no_pass_of_step_two_with_what_an_earlier_one_wrote()
    {
        await PutAsync("batch-test/hello.txt", "Hello from AWS Batch!\n2025-08-01T00:00:00Z\n");
        await using var world = new WorldPlayer(Home, (_, job) => Succeed(job));

        var two = Take(2);

        Assert.Equal("Escalate", two.Text("Decision"));
        var content = Criterion(2, "Content");
        Assert.Equal(("Failed", "no"), (content.Text("Verdict"), content.Text("Value")));
        Assert.Contains("2025-08-01T00:00:00Z", content.Text("Evidence"));
        Assert.Equal("Passed", Criterion(2, "AccessDenied").Text("Verdict"));
    }

    [Fact]
    public async Task An_image_that_the_registry_does_not_have_and_an_object_of_an_earlier_job_are_no_go_of_step_three()
    {
        await PutAsync("batch-test/geospatial_test.txt", "an earlier job's");
        await using var world = new WorldPlayer(Home, (_, job) => Succeed(job, TimeSpan.FromMinutes(2)));

        var three = Take(3, "-SkipImage");

        Assert.Equal(("NoGo", "False"), (three.Text("Decision"), three.Text("IsAbandoned")));
        var image = Criterion(3, "Image");
        Assert.Equal(("Failed", "the registry has no such image"), (image.Text("Verdict"), image.Text("Evidence")));
        var written = Criterion(3, "SuccessObject");
        Assert.Equal(("Failed", "no"), (written.Text("Verdict"), written.Text("Value")));
        Assert.Contains("is of an earlier job", Page("BATCH_STEP3_STATUS.md"));
    }

    [Fact]
    public void An_image_that_cannot_be_pushed_is_no_go_of_step_three()
    {
        // The environment's record names no repository.

        var three = Take(3);

        Assert.Equal(("NoGo", "False"), (three.Text("Decision"), three.Text("IsAbandoned")));
        var image = Criterion(3, "Image");
        Assert.Equal(("Failed", "no"), (image.Text("Verdict"), image.Text("Value")));
        Assert.Contains("has no repository of its own", image.Text("Evidence"));
        Assert.Empty(Home.World.Jobs);
    }

    [Fact]
    public async Task A_function_that_others_change_meanwhile_is_seen_by_step_five()
    {
        Home.World.Beside = request => request.Target == "/2015-03-31/functions/glacier/configuration"
            ? (200, $$"""{"FunctionName":"glacier","MemorySize":{{(Home.World.Jobs.Count == 0 ? 10240 : 1024)}}}""")
            : null;
        await using var world = new WorldPlayer(Home);

        Take(5, "-LambdaFunction glacier");

        var function = Criterion(5, "Lambda");
        Assert.Equal(("Failed", "no"), (function.Text("Verdict"), function.Text("Value")));
        Assert.Matches("configuration [0-9a-f]{16} before, [0-9a-f]{16} after", function.Text("Evidence"));
        Assert.Contains("| Lambda |", Page("BATCH_STEP5_STATUS.md"));
    }

    [Fact]
    public async Task A_job_whose_start_nobody_saw_is_a_change_of_state_that_was_missed()
    {
        await using var world = new WorldPlayer(Home, (_, job) => (job.Status, job.Reason) = ("FAILED", "It never had a machine."));

        var five = Take(5);

        Assert.Equal(("Failed", "1"), (Criterion(5, "Monitoring").Text("Verdict"), Criterion(5, "Monitoring").Text("Value")));
        Assert.Equal("0 of 1", Criterion(5, "FirstRun").Text("Value"));
        // One failure is no trigger; and the others were not submitted after it.
        Assert.Equal("Escalate", five.Text("Decision"));
        Assert.Single(Home.World.Jobs);
        // Where there is no function, none can have been changed.
        Assert.Equal(("NotApplicable", "no -LambdaFunction was named"),
            (Criterion(5, "Lambda").Text("Verdict"), Criterion(5, "Lambda").Text("Evidence")));
    }

    [Fact]
    public async Task Machines_that_are_taken_away_send_the_production_test_to_the_on_demand_queue()
    {
        await using var world = new WorldPlayer(Home, (_, job) => Fail(job, "Host EC2 (instance i-0a1b) terminated.", null));

        var six = Take(6, "-Index 0:3");

        Assert.Equal(("NoGo", "False", "1"), (six.Text("Decision"), six.Text("IsAbandoned"), six.Text("ExitCode")));
        Assert.Equal(("Failed", "100 %"), (Criterion(6, "SpotLosses").Text("Verdict"), Criterion(6, "SpotLosses").Text("Value")));
        Assert.Equal(CloudHome.SpotQueue, Assert.Single(Home.World.Jobs).Queue);
        Assert.Contains("-Compute OnDemand", Page("BATCH_STEP6_STATUS.md"));

        // What is advised is what is done next.
        Take(6, "-Compute OnDemand");
        Assert.Equal(CloudHome.OnDemandQueue, Home.World.Jobs[^1].Queue);
    }

    [Fact]
    public async Task What_if_tells_what_each_step_would_make_run_and_cost_and_does_nothing()
    {
        using var host = new HostSession();
        (host.Variables["AWS_ACCESS_KEY_ID"], host.Variables["AWS_SECRET_ACCESS_KEY"]) = ("testing", "testing");

        var lines = await host.RunAsync("""
            $null = Get-GlacierBatchEnvironment greenland -Bucket $rest[0] -AwsRegion us-east-1 -EndpointUrl $rest[1]
            Start-GlacierRunbook greenland -MaxvCpu 512 -WhatIf
            """, Home.Bucket, Home.Proxy.Url.AbsoluteUri);

        foreach (var text in new[]
        {
            "run one job of the verb hello", "write batch-test/hello.txt to ", "build and push the processor image",
            "run one job of the verb check-stack", "run 3 tasks; at 2 minutes each the plan's formula gives USD 0.0040",
            "and the bill has boot, pull and idle time besides", "raise the environment's maximum from 256 to 512 vCPU",
        })
        {
            Assert.Contains(lines, line => line.StartsWith("What if: ", StringComparison.Ordinal)
                && line.Contains(text, StringComparison.Ordinal));
        }

        Assert.Empty(Home.World.Jobs);
        Assert.Empty(await Home.Store().ListAsync("checkpoints/").ToListAsync(TestContext.Current.CancellationToken));
    }

    private PSObject Take(int step, string more = "") => _session.One(
        $"Invoke-GlacierCheckpoint {step} greenland -StatusPath $folder/status {more} -WarningAction SilentlyContinue");

    private PSObject Criterion(int step, string name) => _session.One(
        $"(Get-GlacierCheckpoint {step} -Environment greenland).Criteria | Where-Object Name -eq {name}");

    private string Page(string name) => File.ReadAllText(Path.Combine(_session.Folder, "status", name));

    private async Task PutAsync(string key, string text) =>
        Assert.NotNull(await Home.Store().TryPutAsync(key, System.Text.Encoding.UTF8.GetBytes(text), PutCondition.Absent));

    private static void Succeed(WorldChild job, TimeSpan ahead = default)
    {
        var now = (DateTimeOffset.UtcNow + ahead).ToUnixTimeMilliseconds();
        job.Attempts.Add(new WorldAttempt("Essential container in task exited", null, 0, "", now, now));
        job.Status = "SUCCEEDED";
    }

    private static void Fail(WorldChild job, string statusReason, string? reason)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        (job.Status, job.Reason) = ("FAILED", statusReason);
        job.Attempts.Add(new WorldAttempt(statusReason, reason, null, "", now, now));
    }
}
