using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Packaging;

/// <summary>The scripts of scripts/runbooks as a pipeline runs them: processes, and what they end with.</summary>
public sealed class RunbookScriptTests(MotoServer moto) : IDisposable
{
    private readonly HostSession _host = new();

    [Theory]
    [InlineData("", 0)]
    [InlineData("truncated", 1)]
    public async Task The_pipeline_ends_with_what_the_outputs_are(string fault, int code)
    {
        await _host.RunAsync("[void](New-GlacierBatchEnvironment -Name season -Workload $workload)");
        _host.Variables["SAMPLE_FAULT"] = fault;
        var report = Path.Combine(_host.Folder, "report.xml");
        var summary = Path.Combine(_host.Folder, "summary.md");
        _host.Variables["GITHUB_STEP_SUMMARY"] = summary;

        var result = await ScriptAsync("pipeline.ps1",
            "-Environment", "season", "-Index", "0:2", "-Satellite", "sentinel2", "-StartDate", "2025-08-01", "-EndDate", "2025-08-06",
            "-MemoryMiB", "512", "-JUnitPath", report);

        Assert.True(result.ExitCode == code, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.Contains("018_snebrae", await File.ReadAllTextAsync(report, Token), StringComparison.Ordinal);
        Assert.StartsWith(
            $"## Outputs: {(code == 0 ? 2 : 0)} of 2 passed", await File.ReadAllTextAsync(summary, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pipeline_ends_with_2_where_nothing_could_be_submitted()
    {
        var result = await ScriptAsync("pipeline.ps1",
            "-Environment", "nowhere", "-Satellite", "landsat", "-StartDate", "2025-08-01", "-EndDate", "2025-08-06");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("nowhere", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4", "234KB", "", 0, "# Step 4, Single glacier: GO")]
    [InlineData("4", "300 kB", "", 2, "**ESCALATE**: ")]
    [InlineData("4", "1.2MB", "", 2, "# Step 4, Single glacier: ESCALATE")]
    [InlineData("5", "234KB", "exit-1@134_Arsuk,no-output@191_Hagen_Brae", 1, "# Step 5, Several regions: NO-GO")]
    public async Task A_checkpoint_ends_with_its_decision_and_its_page_is_the_summary(
        string step, string size, string fault, int code, string begins)
    {
        await _host.RunAsync("[void](New-GlacierBatchEnvironment -Name season -Workload $workload -MaxAttempts 1)");
        _host.Variables["SAMPLE_FAULT"] = fault;
        var summary = Path.Combine(_host.Folder, "summary.md");
        _host.Variables["GITHUB_STEP_SUMMARY"] = summary;

        var result = await ScriptAsync("checkpoint.ps1",
            "-Environment", "season", "-Step", step, "-ExpectedCount", "1", "-ExpectedSize", size, "-MemoryMiB", "256",
            "-StatusPath", Path.Combine(_host.Folder, "status"));

        Assert.True(result.ExitCode == code, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.StartsWith(begins, await File.ReadAllTextAsync(summary, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_could_not_be_asked_ends_with_2_and_says_so_in_the_summary()
    {
        var summary = Path.Combine(_host.Folder, "summary.md");

        var result = await ScriptAsync("checkpoint.ps1", "-Environment", "nowhere", "-Step", "1", "-SummaryPath", summary);

        Assert.True(result.ExitCode == 2, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        Assert.StartsWith("**ESCALATE**", await File.ReadAllTextAsync(summary, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_azure_the_managed_identity_is_asked_for_a_token_that_is_nowhere_afterwards()
    {
        const string Token = "eyJ-a-token-that-nobody-may-see";
        await using var identity = ScriptedServer.Of(Reply.Json(200, $$"""{"access_token":"{{Token}}","token_type":"Bearer"}"""));
        var temporary = Directory.CreateDirectory(Path.Combine(_host.Folder, "tmp")).FullName;
        _host.Variables["TMPDIR"] = temporary;
        _host.Variables["IDENTITY_ENDPOINT"] = $"{identity.Endpoint}token";
        _host.Variables["IDENTITY_HEADER"] = "the-header";

        var result = await ScriptAsync("azure-automation.ps1",
            "-Environment", "nowhere", "-RoleArn", "arn:aws:iam::123456789012:role/glacier", "-AwsRegion", "us-west-2", "-Step", "1",
            "-Verbose");

        Assert.True(result.ExitCode == 2, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        var seen = Assert.Single(identity.Seen);
        Assert.Equal("POST", seen.Method);
        Assert.Equal(
            "the-header", seen.Headers.First(each => each.Key.Equals("X-IDENTITY-HEADER", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.Equal("resource=api%3A%2F%2FAzureADTokenExchange", seen.Body);
        Assert.DoesNotContain(Token, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(temporary));
    }

    [Fact]
    public async Task In_azure_the_identitys_token_becomes_a_role_by_which_aws_is_asked()
    {
        await using var home = await CloudHome.CreateAsync(moto);
        await using var world = new WorldPlayer(home, (_, job) => (job.Status, job.Reason) = ("FAILED", "It ended with 1."));
        await using var identity = ScriptedServer.Of(Reply.Json(200, """{"access_token":"a.web.token","token_type":"Bearer"}"""));
        var variables = _host.Variables;
        (variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]) = ("testing", "testing");
        await _host.RunAsync(
            "[void](Get-GlacierBatchEnvironment greenland -Bucket $rest[0] -AwsRegion us-east-1 -EndpointUrl $rest[1])",
            home.Bucket, home.Proxy.Url.AbsoluteUri);
        (variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"]) = (null, null);
        (variables["IDENTITY_ENDPOINT"], variables["IDENTITY_HEADER"]) = ($"{identity.Endpoint}token", "the-header");
        variables["AWS_ENDPOINT_URL_STS"] = home.Proxy.Url.AbsoluteUri;
        var before = home.Proxy.Requests.Count;

        var result = await ScriptAsync("azure-automation.ps1",
            "-Environment", "greenland", "-RoleArn", "arn:aws:iam::123456789012:role/glacier", "-AwsRegion", "us-east-1", "-Step", "1");

        Assert.True(result.ExitCode == 1, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        var seen = home.Proxy.Requests.Skip(before).ToList();
        Assert.Null(seen[0].Header("Authorization"));
        Assert.All(seen.Skip(1), request => Assert.NotNull(request.Header("X-Amz-Security-Token")));
        Assert.Equal("greenland-step1-1-probe", Assert.Single(home.World.Jobs).Name);
    }

    [Fact]
    public async Task In_automation_a_checkpoint_that_is_not_go_fails_the_job()
    {
        var script = Path.Combine(RepositoryRoot.Path, "scripts", "runbooks", "azure-automation.ps1");

        var result = await _host.TryAsync("""
            # Automation's sandbox has it, and nobody else.
            $PSPrivateMetadata = @{ JobId = [guid]::NewGuid() }
            & $rest -Environment season -RoleArn arn:aws:iam::123456789012:role/glacier -AwsRegion us-west-2
            """, script);

        Assert.NotEqual(0, result.ExitCode);
        foreach (var text in new[] { "IDENTITY_ENDPOINT is not set", "The checkpoint is not GO (exit code 2)" })
            Assert.True(result.Error.Contains(text, StringComparison.Ordinal), result.Error);
    }

    [Fact]
    public async Task In_azure_an_identity_that_gives_nothing_ends_with_2()
    {
        await using var identity = ScriptedServer.Of(Reply.Json(400, """{"error":"no identity, and a secret"}"""));
        _host.Variables["IDENTITY_ENDPOINT"] = $"{identity.Endpoint}token";
        _host.Variables["IDENTITY_HEADER"] = "the-header";

        var result = await ScriptAsync("azure-automation.ps1",
            "-Environment", "season", "-RoleArn", "arn:aws:iam::123456789012:role/glacier", "-AwsRegion", "us-west-2");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("HTTP 400", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Output + result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _host.Dispose();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<HostResult> ScriptAsync(string name, params string[] arguments) => HostProcess.RunAsync(
        ["-File", Path.Combine(RepositoryRoot.Path, "scripts", "runbooks", name), .. arguments], _host.Variables, _host.Folder, Token);
}
