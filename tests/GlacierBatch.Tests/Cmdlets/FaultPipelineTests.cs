using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Scripts that misbehave, through the whole pipeline in real processes of the host.</summary>
public sealed class FaultPipelineTests : IDisposable
{
    private const string Tell = """
        $jobs = @(Wait-GlacierJob -RunName run -Environment faults)
        $jobs | ForEach-Object { "$($_.Region) $($_.Status) $($_.Outcome) $($_.ExitCode) attempts=$($_.Attempts) MiB=$($_.MemoryMiB)" }
        $jobs | Test-GlacierOutput | ForEach-Object { "$($_.Region) verdict=$($_.Status): $($_.Evidence)" }
        $run = Get-GlacierRun run -Environment faults
        "counts: $($run.Jobs) $($run.Succeeded) $($run.NoScenes) $($run.Failed)"
        """;

    private readonly HostSession _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Each_fault_has_its_outcome_and_takes_no_other_region_along()
    {
        _host.Variables["SAMPLE_SCENES"] = "2";
        _host.Variables["SAMPLE_FAULT"] = "no-scenes@018_snebrae,no-output@063_isvand_north,missing-scene@107_tasiusarsik_west,"
            + "error-page@134_Arsuk,truncated@140_CentralLindenow,exit-1@172_UnnamedNearSnebugt";

        var lines = await _host.RunAsync($"""
            $null = New-GlacierBatchEnvironment faults -Workload $workload -MaxAttempts 2 -MaxvCpu 4
            $null = Get-GlacierRegion |
                Submit-GlacierJob -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -RunName run
            {Tell}
            """);

        Assert.Equal(
            [
                "018_snebrae SUCCEEDED NoScenes 0 attempts=1 MiB=256",
                "063_isvand_north FAILED NoOutput 70 attempts=1 MiB=256",
                "107_tasiusarsik_west FAILED LostScenes 75 attempts=2 MiB=256",
                "134_Arsuk FAILED LostScenes 75 attempts=2 MiB=256",
                "140_CentralLindenow FAILED LostScenes 75 attempts=2 MiB=256",
                "172_UnnamedNearSnebugt FAILED Script 70 attempts=1 MiB=256",
                "191_Hagen_Brae SUCCEEDED Done 0 attempts=1 MiB=256",
            ],
            lines.Where(line => line.Contains("attempts=", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Passed", "Failed", "Failed", "Failed", "Failed", "Failed", "Passed"],
            lines.Where(line => line.Contains("verdict=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(line => line.Split('=')[1].Split(':')[0]));
        Assert.Equal("counts: 7 2 1 5", lines[^1]);
    }

    [Fact]
    public async Task Landsats_faults_have_the_same_outcomes()
    {
        _host.Variables["SAMPLE_SCENES"] = "2";
        _host.Variables["SAMPLE_FAULT"] = "no-scenes@018_snebrae,no-output@063_isvand_north,missing-scene@107_tasiusarsik_west,"
            + "error-page@134_Arsuk,truncated@140_CentralLindenow,exit-1@172_UnnamedNearSnebugt,coverage@191_Hagen_Brae";

        var lines = await _host.RunAsync($"""
            $null = New-GlacierBatchEnvironment faults -Workload $workload -MaxAttempts 1 -MaxvCpu 4
            $null = Get-GlacierRegion |
                Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -RunName run
            {Tell}
            """);

        Assert.Equal(
            [
                "018_snebrae SUCCEEDED NoScenes 0",
                "063_isvand_north FAILED NoOutput 70",
                "107_tasiusarsik_west FAILED LostScenes 75",
                "134_Arsuk FAILED LostScenes 75",
                "140_CentralLindenow FAILED LostScenes 75",
                "172_UnnamedNearSnebugt FAILED Script 70",
                "191_Hagen_Brae SUCCEEDED Done 0",
            ],
            lines.Where(line => line.Contains("attempts=", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
                .Select(line => line[..line.IndexOf(" attempts", StringComparison.Ordinal)]));
    }

    [Fact]
    public async Task What_is_flaky_succeeds_at_the_second_attempt_and_both_logs_are_kept()
    {
        _host.Variables["SAMPLE_FAULT"] = "flaky";
        _host.Variables["SAMPLE_STATE"] = Directory.CreateDirectory(Path.Combine(_host.Folder, "state")).FullName;

        var lines = await _host.RunAsync($$"""
            $null = New-GlacierBatchEnvironment faults -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -RunName run
            {{Tell}}
            1, 2 | ForEach-Object { "log ${_}: $(@(Get-GlacierJobLog -RunName run -Environment faults -Attempt $_)[-1].Message)" }
            """);

        Assert.Equal("134_Arsuk SUCCEEDED Done 0 attempts=2 MiB=256", lines[0]);
        Assert.Contains("verdict=Passed", lines[1]);
        Assert.StartsWith("log 1: Upstream: ", lines[^2]);
        Assert.StartsWith("log 2: Done", lines[^1]);
    }

    [Fact]
    public async Task What_hangs_is_ended_at_its_limit()
    {
        _host.Variables["SAMPLE_FAULT"] = "hang@134_Arsuk";

        var lines = await _host.RunAsync($"""
            $null = New-GlacierBatchEnvironment faults -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 `
                -RunName run -TimeoutSeconds 1
            {Tell}
            """);

        Assert.Equal("134_Arsuk FAILED Timeout 124 attempts=1 MiB=256", lines[0]);
        Assert.Contains("verdict=Failed: Recorded: Timeout", lines[1]);
    }

    [Fact]
    public async Task What_needs_more_memory_gets_the_next_size_class()
    {
        _host.Variables["SAMPLE_FAULT"] = "memory";
        _host.Variables["SAMPLE_MEMORY_MAX"] = "400";

        var lines = await _host.RunAsync($"""
            $null = New-GlacierBatchEnvironment faults -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 200 -RunName run
            {Tell}
            @(Get-GlacierJobLog -RunName run -Environment faults -Attempt 1)[-1].Message
            """);

        // A class up each time, as far as the machine has the room.
        Assert.Matches(
            "^134_Arsuk FAILED OutOfMemory 70 attempts=(1 MiB=200|2 MiB=4096|3 MiB=6144|4 MiB=10240|5 MiB=30720)$", lines[0]);
        Assert.Contains("OutOfMemory", lines[^1]);
    }
}
