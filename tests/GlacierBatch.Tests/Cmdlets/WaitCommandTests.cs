using System.Diagnostics;
using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Wait-GlacierJob: progress, time limits and Ctrl-C.</summary>
public sealed class WaitCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly GatedWorkload _gated;

    public WaitCommandTests()
    {
        _gated = new GatedWorkload(_session.Folder);
        _session.Set("workload", _gated.Path);
        _session.MakeEnvironment("-MaxvCpu 2");
        _session.Run("""
            $jobs = Submit-GlacierJob 018_snebrae, 134_Arsuk, 140_CentralLindenow -Satellite sentinel2 -StartDate 2025-08-01 `
                -EndDate 2025-08-06 -MemoryMiB 256 -Environment $name -RunName waiting -NoStart
            """);
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Each_job_is_emitted_once_as_it_ends_with_progress_to_the_last()
    {
        _gated.Open();

        var result = _session.RunAll("$jobs + $jobs | Wait-GlacierJob");

        Assert.Equal(["018_snebrae", "134_Arsuk", "140_CentralLindenow"], result.Objects.Texts("Region").Order(StringComparer.Ordinal));
        Assert.Equal(0, result.Progress[0].PercentComplete);
        Assert.Contains("0 of 3 ended", result.Progress[0].StatusDescription);
        Assert.Contains(
            result.Progress, progress => progress.StatusDescription.StartsWith("3 of 3 ended", StringComparison.Ordinal)
                && progress.StatusDescription.EndsWith(": 3 SUCCEEDED", StringComparison.Ordinal));
        Assert.Equal(ProgressRecordType.Completed, result.Progress[^1].RecordType);
    }

    [Fact]
    public void Ended_jobs_are_emitted_at_once()
    {
        _gated.Open();
        _session.Run("$null = $jobs | Wait-GlacierJob");

        Assert.Equal(3, _session.Run("$jobs | Wait-GlacierJob -Timeout 0").Count);
    }

    [Fact]
    public void A_wait_that_takes_too_long_is_an_error_and_the_jobs_run_on()
    {
        var error = _session.Fail("$jobs | Wait-GlacierJob -Timeout 0.2 -PollInterval 0.05");
        _gated.Open();

        error.Is("WaitTimeout", ErrorCategory.OperationTimeout, "3 jobs have not ended");
        Assert.Equal(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], _session.Run("$jobs | Wait-GlacierJob").Texts("Status"));
    }

    [Fact]
    public void Runs_are_waited_for_by_the_pipeline()
    {
        _gated.Open();

        var jobs = _session.Run("Get-GlacierRun waiting -Environment $name | Wait-GlacierJob");

        Assert.Equal(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], jobs.Texts("Status"));
    }

    [Fact]
    public void Of_two_environments_the_job_that_ends_first_is_emitted_first()
    {
        _session.Run("""
            $null = New-GlacierBatchEnvironment "$name-b" -Workload $args[0] -MaxvCpu 2
            $free = Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 `
                -Environment "$name-b" -NoStart
            """, ModuleSession.SampleWorkload);

        var ended = _session.Run("""
            $jobs[0], $free | Wait-GlacierJob -Timeout 100 | ForEach-Object { [System.IO.File]::WriteAllText("$folder/gate", ''); $_ }
            """);

        Assert.Equal([$"{_session.Name}-b", _session.Name], ended.Texts("Environment"));
        Assert.Equal(["SUCCEEDED", "SUCCEEDED"], ended.Texts("Status"));
    }

    [Fact]
    public void One_time_limit_is_for_the_jobs_of_all_environments()
    {
        _session.Run("""
            $null = New-GlacierBatchEnvironment "$name-b" -Workload $workload
            $other = Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 `
                -Environment "$name-b" -NoStart
            """);

        var error = _session.Fail("$jobs[0], $other | Wait-GlacierJob -Timeout 0.2 -PollInterval 0.05");
        _gated.Open();

        error.Is("WaitTimeout", ErrorCategory.OperationTimeout, "2 jobs have not ended");
        Assert.Equal(["SUCCEEDED", "SUCCEEDED"], _session.Run("$jobs[0], $other | Wait-GlacierJob").Texts("Status"));
    }

    [Theory]
    [InlineData("-Timeout -1")]
    [InlineData("-PollInterval 0")]
    public void Times_that_make_no_sense_are_the_engines_error(string parameter) =>
        Assert.StartsWith("ParameterArgumentValidationError,", _session.Fail($"$jobs | Wait-GlacierJob {parameter}").FullyQualifiedErrorId);

    [Fact]
    public async Task Ctrl_C_ends_the_wait_within_a_second_and_the_next_one_gets_the_jobs()
    {
        using var shell = _session.Create("$jobs | Wait-GlacierJob");
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shell.Streams.Progress.DataAdded += (_, _) =>
        {
            if (shell.Streams.Progress.Any(progress => progress.StatusDescription.Contains("2 RUNNING", StringComparison.Ordinal)))
                running.TrySetResult();
        };
        var wait = shell.InvokeAsync();
        await running.Task.WaitAsync(TimeSpan.FromSeconds(60));

        var clock = Stopwatch.StartNew();
        await Task.Factory.FromAsync(shell.BeginStop, shell.EndStop, null);
        var elapsed = clock.Elapsed;

        await Assert.ThrowsAnyAsync<PipelineStoppedException>(() => wait);
        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"It took {elapsed}.");
        Assert.Equal(2, _session.Run("Get-GlacierJob -Environment $name -Status STARTING, RUNNING").Count);
        _gated.Open();
        var jobs = _session.Run("$jobs | Wait-GlacierJob");
        Assert.Equal(["SUCCEEDED", "SUCCEEDED", "SUCCEEDED"], jobs.Texts("Status"));
        Assert.Equal(["1", "1", "1"], jobs.Texts("Attempts"));
    }

    [Fact]
    public void Who_has_enough_downstream_ends_the_wait_and_loses_no_job()
    {
        _gated.Open();

        var first = _session.Run("foreach ($once in 1) { $jobs | Wait-GlacierJob | ForEach-Object { $_; break } }");

        Assert.Single(first);
        Assert.Equal(3, _session.Run("$jobs | Wait-GlacierJob").Count);
    }

    [Fact]
    public async Task Running_jobs_go_back_to_the_queue_when_the_module_is_imported_by_force_and_are_run_again()
    {
        using var host = new HostSession();
        host.Variables["SAMPLE_SECONDS"] = "0.5";

        var lines = await host.RunAsync("""
            $null = New-GlacierBatchEnvironment one -Workload $workload
            $jobs = Get-GlacierRegion -Index :3 | Submit-GlacierJob -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256
            Import-Module (Get-Module GlacierBatch).Path.Replace('module/GlacierBatch.psm1', 'GlacierBatch.psd1') -Force
            $jobs | Wait-GlacierJob | Test-GlacierOutput | ForEach-Object { "$($_.Status)" }
            """);

        Assert.Equal(["Passed", "Passed", "Passed"], lines);
    }
}
