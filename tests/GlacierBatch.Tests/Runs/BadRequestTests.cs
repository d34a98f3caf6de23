using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Services;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Runs;

/// <summary>Requests that cannot be carried out: an error id, one sentence, and nothing is written.</summary>
public sealed class BadRequestTests
{
    [Theory]
    [InlineData("134_Arsuk,no_such_region", "first", 256, "UnknownRegion")]
    [InlineData("134_Arsuk,$(touch outside)", "first", 256, "UnknownRegion")]
    [InlineData("134_Arsuk,../../outside", "first", 256, "UnknownRegion")]
    [InlineData("134_Arsuk", "../outside", 256, "InvalidRunName")]
    [InlineData("134_Arsuk", "a\nb", 256, "InvalidRunName")]
    [InlineData("134_Arsuk", "first", 16_000_000, "TaskTooLarge")]
    [InlineData("134_Arsuk", "first", 1, "LimitOutOfRange")]
    public async Task Nothing_is_submitted_while_anything_of_a_request_is_invalid(string regions, string run, int memoryMiB, string errorId)
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var environment = await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None);
        var request = new RunRequest
        {
            Regions = regions.Split(','),
            Satellites = [Satellite.Sentinel2, Satellite.Landsat],
            Window = new DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 6)),
            RunName = run,
            Overrides = new RunOverrides(MemoryMiB: memoryMiB),
        };
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Runs.PlanAsync(environment, request,
            CancellationToken.None));
        Assert.Equal(errorId, fault.ErrorId);
        Assert.DoesNotContain("\n", fault.Message, StringComparison.Ordinal);
        Assert.Empty(LocalHome.Jobs(client));
        Assert.False(Directory.Exists(Path.Combine(home.Bucket, "runs")));
    }

    [Fact]
    public void Dates_that_are_reversed_say_which() => Assert.Contains("2025-08-01 is before the start date 2025-08-06",
        Assert.Throws<ArgumentException>(() => new DateWindow(new DateOnly(2025, 8, 6), new DateOnly(2025, 8, 1))).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(3_888_001)]
    [InlineData(0)]
    public async Task A_time_limit_that_no_process_can_be_given_is_refused_before_anything_is_submitted(int seconds)
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.SetAsync(
            LocalHome.Environment, new EnvironmentSettings { TimeoutSeconds = seconds }, CancellationToken.None));
        Assert.Equal("LimitOutOfRange", fault.ErrorId);
        Assert.Equal(3600, (await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None)).TimeoutSeconds);
    }

    [Fact]
    public async Task A_workload_without_scripts_is_refused_and_the_one_that_is_there_stays()
    {
        using var home = await LocalHome.CreateAsync();
        using var empty = new TemporaryFolder();
        await using var client = home.Open();
        var before = (await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None)).WorkloadRevision;
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.SetAsync(
            LocalHome.Environment, new EnvironmentSettings { Workload = empty.Path }, CancellationToken.None));
        Assert.Equal("WorkloadWithoutScripts", fault.ErrorId);
        fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.SetAsync(
            LocalHome.Environment, new EnvironmentSettings { Workload = empty.File("none") }, CancellationToken.None));
        Assert.Equal("WorkloadNotFound", fault.ErrorId);
        Assert.Equal(before, (await client.Environments.GetAsync(LocalHome.Environment, CancellationToken.None)).WorkloadRevision);
    }

    [Theory]
    [InlineData("none", "EnvironmentNotFound")]
    [InlineData("../test", "InvalidEnvironmentName")]
    [InlineData("a\nb", "InvalidEnvironmentName")]
    public async Task An_environment_that_does_not_exist_is_named(string name, string errorId)
    {
        using var home = await LocalHome.CreateAsync();
        await using var client = home.Open();
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => client.Environments.GetAsync(name, CancellationToken.None));
        Assert.Equal(errorId, fault.ErrorId);
    }

    [Fact]
    public async Task Without_python_nothing_is_submitted_and_the_names_that_were_tried_are_said()
    {
        using var home = await LocalHome.CreateAsync();
        var module = Path.Combine(RepositoryRoot.Path, "GlacierBatch.psd1");
        var script = Path.Combine(home.Home.Path, "session.ps1");
        await File.WriteAllTextAsync(script, $$"""
            Import-Module '{{module}}'
            try { Get-GlacierRegion | Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -ErrorAction Stop }
            catch { [Console]::WriteLine("$($_.FullyQualifiedErrorId): $($_.Exception.Message)") }
            """);
        var result = await HostProcess.RunAsync(["-File", script], new Dictionary<string, string?>
        {
            ["GLACIERBATCH_HOME"] = home.Home.Path,
            ["GLACIERBATCH_PYTHON"] = "/nonexistent/python3",
        });
        Assert.StartsWith("PythonNotFound", result.Output, StringComparison.Ordinal);
        Assert.Contains("tried /nonexistent/python3", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(home.Bucket, "runs")));
    }
}
