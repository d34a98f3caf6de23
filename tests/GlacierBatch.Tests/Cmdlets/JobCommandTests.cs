using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Stop-, Restart-GlacierJob and Get-GlacierJobLog, on jobs that run as long as the test wants.</summary>
public sealed class JobCommandTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly GatedWorkload _gated;

    public JobCommandTests()
    {
        _gated = new GatedWorkload(_session.Folder);
        _session.Set("workload", _gated.Path);
        _session.MakeEnvironment("-MaxvCpu 1");
        _session.Run("""
            $window = @{ Satellite = 'sentinel2'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 256; Environment = $name }
            """);
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_running_job_and_a_queued_one_are_stopped_with_the_reason()
    {
        _session.Run("$null = Submit-GlacierJob 018_snebrae, 134_Arsuk @window -RunName open");
        WaitForGate(0);

        var stopped = _session.Run("Stop-GlacierJob -RunName open -Environment $name -Reason 'Wrong season.'");
        var jobs = _session.Run("Wait-GlacierJob -RunName open -Environment $name");

        Assert.Empty(stopped);
        Assert.Equal(2, jobs.Count);
        Assert.All(jobs, job => Assert.Equal(
            ("FAILED", "Stopped", "143"), (job.Text("Status"), job.Text("Outcome"), job.Text("ExitCode"))));
        Assert.All(jobs, job => Assert.Equal("Wrong season.", job.Text("StatusReason")));
        Assert.Equal("1 0", string.Join(' ', jobs.OrderBy(job => job.Number("Index")).Select(job => job.Text("Attempts"))));
        Assert.Equal(["Failed", "Failed"], _session.Run("Test-GlacierOutput -RunName open -Environment $name").Texts("Status"));
    }

    [Fact]
    public void Stopping_one_leaves_the_others_and_what_has_ended_is_told()
    {
        _session.Run("$jobs = Submit-GlacierJob 018_snebrae, 134_Arsuk @window -RunName open");

        var stopped = _session.One("$jobs[1] | Stop-GlacierJob -PassThru");
        _gated.Open();
        var ended = _session.Run("$jobs | Wait-GlacierJob");
        var again = _session.RunAll("$jobs | Stop-GlacierJob -Verbose");

        Assert.Equal("134_Arsuk", stopped.Text("Region"));
        Assert.Equal(
            ["018_snebrae SUCCEEDED", "134_Arsuk FAILED"],
            ended.Select(job => $"{job.Text("Region")} {job.Text("Status")}").Order(StringComparer.Ordinal));
        Assert.Empty(again.Objects);
        Assert.Equal(2, again.Verbose.Count(line => line.Contains("has ended already", StringComparison.Ordinal)));
    }

    [Fact]
    public void Only_what_failed_is_restarted_as_a_run_that_knows_the_former_one()
    {
        _session.Run("""
            $jobs = Submit-GlacierJob 018_snebrae, 134_Arsuk @window -RunName first -TimeoutSeconds 100
            $jobs[1] | Stop-GlacierJob
            """);
        _gated.Open();
        _session.Run("$null = $jobs | Wait-GlacierJob");

        var result = _session.RunAll("$jobs | Restart-GlacierJob -MemoryMiB 300 -VCpu 0.5 -Verbose");
        var ended = _session.One("Get-GlacierJob $args[0] | Wait-GlacierJob", result.Objects.Single().Text("JobId"));
        var run = _session.One("Get-GlacierRun $args[0] -Environment $name", ended.Text("RunName"));

        Assert.Contains(result.Verbose, line => line.Contains("only what failed is restarted", StringComparison.Ordinal));
        Assert.Equal(("134_Arsuk", "300", "0.5"), (ended.Text("Region"), ended.Text("MemoryMiB"), ended.Text("VCpu")));
        Assert.Equal("SUCCEEDED", ended.Text("Status"));
        Assert.Equal("first", run.Text("RestartOf"));
        Assert.Equal(1, run.Number("Jobs"));
        var manifest = File.ReadAllText(Path.Combine(_session.Bucket, "runs", ended.Text("RunName"), "manifest.json"));
        Assert.Contains("\"timeoutSeconds\": 100", manifest);
        Assert.Equal("FAILED", _session.One("$jobs[1] | Get-GlacierJob").Text("Status"));
    }

    [Fact]
    public void What_was_restarted_already_is_not_run_once_more_and_verbose_says_so()
    {
        _session.Run("""
            $job = Submit-GlacierJob 134_Arsuk @window -RunName first
            $job | Stop-GlacierJob
            $job = $job | Wait-GlacierJob
            $again = $job | Restart-GlacierJob
            """);

        var whileOpen = _session.RunAll("$job | Restart-GlacierJob -Verbose");
        _gated.Open();
        _session.Run("$again = $again | Wait-GlacierJob");
        var whenDone = _session.RunAll("$job | Restart-GlacierJob -Verbose");

        var again = _session.One("$again");
        Assert.Equal("SUCCEEDED", again.Text("Status"));
        foreach (var result in new[] { whileOpen, whenDone })
        {
            Assert.Empty(result.Objects);
            Assert.Contains(result.Verbose, line => line.Contains(again.Text("JobId"), StringComparison.Ordinal));
        }

        Assert.Contains(whenDone.Verbose, line => line.Contains("which is SUCCEEDED", StringComparison.Ordinal));
        Assert.Equal(2, _session.Run("Get-GlacierRun -Environment $name").Count);
    }

    [Fact]
    public void A_restart_that_could_never_start_is_refused()
    {
        _session.Run("""
            $job = Submit-GlacierJob 134_Arsuk @window -NoStart
            $job | Stop-GlacierJob
            """);
        var before = Snapshot.Of(_session);

        _session.Fail("$job | Restart-GlacierJob -MemoryMiB 16777216")
            .Is("TaskTooLarge", System.Management.Automation.ErrorCategory.InvalidArgument);
        _session.Fail("$job | Restart-GlacierJob -TimeoutSeconds -5")
            .Is("LimitOutOfRange", System.Management.Automation.ErrorCategory.InvalidArgument);

        before.AssertUnchanged(_session);
    }

    [Fact]
    public void The_log_is_read_whole_by_its_tail_and_by_attempt()
    {
        _gated.Open();
        _session.Run("$job = Submit-GlacierJob 134_Arsuk @window -RunName one | Wait-GlacierJob");

        var all = _session.Run("$job | Get-GlacierJobLog");
        var tail = _session.Run("Get-GlacierJobLog -RunName one -Environment $name -Tail 3");
        var first = _session.Run("$job | Get-GlacierJobLog -Attempt 1");
        var second = _session.RunAll("$job | Get-GlacierJobLog -Attempt 2");

        Assert.True(all.Count > 5);
        Assert.Contains(all, line => line.Text("Message") == "at the gate" && line.Text("Source") == "out");
        Assert.StartsWith("sentinel2-134_Arsuk-20250801-20250806, attempt 1", all[0].Text("Message"));
        Assert.Equal("run", all[0].Text("Source"));
        Assert.All(all, line => Assert.Equal($"{_session.Name}/one:0", line.Text("JobId")));
        Assert.Equal(all.Skip(all.Count - 3).Select(line => line.ToString()), tail.Select(line => line.ToString()));
        Assert.Equal(all.Select(line => line.ToString()), first.Select(line => line.ToString()));
        Assert.Empty(_session.Run("$job | Get-GlacierJobLog -Tail 0"));
        Assert.Empty(second.Objects);
        Assert.Contains("no log of attempt 2", Assert.Single(second.Warnings));
    }

    [Theory]
    [InlineData("-Attempt 0")]
    [InlineData("-Tail -1")]
    public void A_log_that_makes_no_sense_is_the_engines_error(string parameter)
    {
        _session.Run("$job = Submit-GlacierJob 134_Arsuk @window -NoStart");

        var error = _session.Fail($"$job | Get-GlacierJobLog {parameter}");

        Assert.StartsWith("ParameterArgumentValidationError,", error.FullyQualifiedErrorId);
    }

    [Fact]
    public void The_log_of_a_job_that_has_not_begun_is_a_warning()
    {
        _session.Run("$job = Submit-GlacierJob 134_Arsuk @window -NoStart");

        var result = _session.RunAll("$job | Get-GlacierJobLog");

        Assert.Empty(result.Objects);
        Assert.Contains("SUBMITTED", Assert.Single(result.Warnings));
    }

    [Fact]
    public void A_log_that_is_followed_goes_on_to_the_end_of_its_job()
    {
        _session.Run("$job = Submit-GlacierJob 134_Arsuk @window -RunName one");
        WaitForGate(0);

        var seen = _session.Run("""
            $job | Get-GlacierJobLog -Follow | ForEach-Object {
                if ($_.Message -eq 'at the gate') { [System.IO.File]::WriteAllText("$folder/gate", '') }
                $_
            }
            """);
        var all = _session.Run("$job | Get-GlacierJobLog");

        Assert.Equal(all.Select(line => line.ToString()), seen.Select(line => line.ToString()));
        Assert.Equal("SUCCEEDED", _session.One("$job | Wait-GlacierJob").Text("Status"));
    }

    /// <summary>Follows a job's log until its script stands at the gate.</summary>
    private void WaitForGate(int index) => _session.Run("""
        foreach ($once in 1) {
            Get-GlacierJobLog "$name/$((Get-GlacierRun -Environment $name).RunName):$($args[0])" -Follow | ForEach-Object {
                if ($_.Message -eq 'at the gate') { break }
            }
        }
        """, index);
}
