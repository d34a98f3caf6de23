using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Submit-GlacierJob, Get-GlacierJob and Get-GlacierRun.</summary>
public sealed class SubmitCommandTests : IDisposable
{
    private const string Window = "-StartDate 2025-08-01 -EndDate 2025-08-06 -Environment $name -MemoryMiB 256";
    private readonly ModuleSession _session = new();

    public SubmitCommandTests() => _session.MakeEnvironment();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_run_has_a_job_for_each_region_satellite_and_window()
    {
        var jobs = _session.Run($"""
            Submit-GlacierJob 134_Arsuk, 018_SNEBRAE -Satellite sentinel2, landsat {Window} -SplitBy Day -RunName daily -NoStart
            """);

        Assert.Equal(24, jobs.Count);
        Assert.Equal(Enumerable.Range(0, 24).Select(index => $"{_session.Name}/daily:{index}"), jobs.Texts("JobId"));
        Assert.Equal(["018_snebrae", "134_Arsuk"], jobs.Texts("Region").Distinct());
        Assert.Equal(["Landsat", "Sentinel2"], jobs.Texts("Satellite").Distinct().Order());
        Assert.Equal(Enumerable.Range(1, 6).Select(day => $"2025-08-0{day}"), jobs.Texts("StartDate").Distinct());
        Assert.All(jobs, job => Assert.Equal(job.Text("StartDate"), job.Text("EndDate")));
        Assert.All(jobs, job => Assert.Equal("SUBMITTED", job.Text("Status")));
        Assert.All(jobs, job => Assert.Equal(256, job.Number("MemoryMiB")));
    }

    [Fact]
    public void Jobs_that_were_not_started_run_once_somebody_waits()
    {
        _session.Run($"Submit-GlacierJob 134_Arsuk, 140_CentralLindenow -Satellite landsat {Window} -RunName later -NoStart");
        var before = _session.One("Get-GlacierRun later -Environment $name");

        var jobs = _session.Run("Wait-GlacierJob -RunName later -Environment $name");
        var after = _session.One("Get-GlacierRun later -Environment $name");

        Assert.Equal((2, 0), (before.Number("Waiting"), before.Number("Succeeded")));
        Assert.False(Assert.IsType<bool>(before.Value("IsEnded")));
        Assert.Equal(["SUCCEEDED", "SUCCEEDED"], jobs.Texts("Status"));
        Assert.Equal((0, 2, 0), (after.Number("Waiting"), after.Number("Succeeded"), after.Number("Failed")));
        Assert.True(Assert.IsType<bool>(after.Value("IsEnded")));
    }

    [Fact]
    public void An_ended_job_tells_its_times_its_memory_and_its_outcome()
    {
        var job = _session.One($"Submit-GlacierJob 134_Arsuk -Satellite sentinel2 {Window} | Wait-GlacierJob");

        Assert.Equal(
            ("SUCCEEDED", "Done", "0", "1"),
            (job.Text("Status"), job.Text("Outcome"), job.Text("ExitCode"), job.Text("Attempts")));
        Assert.True(Assert.IsType<TimeSpan>(job.Value("Duration")) > TimeSpan.Zero);
        Assert.InRange(job.Number("PeakMemoryBytes"), 1 << 20, 256 << 20);
        Assert.Equal(TimeSpan.Zero, Assert.IsType<DateTimeOffset>(job.Value("StartedAt")).Offset);
        Assert.StartsWith("run-", job.Text("RunName"));
    }

    [Fact]
    public void Get_finds_jobs_by_run_region_and_status()
    {
        _session.Run($"Submit-GlacierJob 134_Arsuk, 140_CentralLindenow -Satellite landsat {Window} -RunName one -NoStart");
        _session.Run($"Submit-GlacierJob 134_Arsuk -Satellite landsat {Window} -RunName two | Wait-GlacierJob");

        Assert.Equal(3, _session.Run("Get-GlacierJob -Environment $name").Count);
        Assert.Equal(2, _session.Run("Get-GlacierJob -Environment $name -RunName ONE").Count);
        Assert.Equal(2, _session.Run("Get-GlacierJob -Environment $name -Region *arsuk").Count);
        Assert.Single(_session.Run("Get-GlacierJob -Environment $name -Status SUCCEEDED, FAILED"));
        Assert.Single(_session.Run("Get-GlacierJob -Environment $name -Status submitted -Region 140*"));
        Assert.Empty(_session.Run("Get-GlacierJob -Environment $name -Status FAILED"));
        Assert.Equal(["one", "two"], _session.Run("Get-GlacierRun -Environment $name").Texts("RunName"));
        Assert.Equal(2, _session.Run("Get-GlacierRun one -Environment $name | Get-GlacierJob").Count);
    }

    [Fact]
    public void What_is_completed_is_skipped_and_what_lost_a_file_is_not()
    {
        var submit = $"Submit-GlacierJob 134_Arsuk, 140_CentralLindenow -Satellite landsat {Window}";
        _session.Run($"{submit} | Wait-GlacierJob");

        var again = _session.RunAll($"{submit} -SkipCompleted -Verbose");
        var scene = Directory.EnumerateFiles(Path.Combine(_session.Bucket, "1_download_merge_and_clip", "landsat", "134_Arsuk"), "*.tif",
            SearchOption.AllDirectories).First();
        File.Delete(scene);
        var repaired = _session.Run($"{submit} -SkipCompleted | Wait-GlacierJob | Test-GlacierOutput");

        Assert.Empty(again.Objects);
        Assert.Equal(2, again.Verbose.Count(line => line.Contains("completed and left out", StringComparison.Ordinal)));
        Assert.Equal(["134_Arsuk"], repaired.Texts("Region"));
        Assert.Equal(["Passed"], repaired.Texts("Status"));
        Assert.True(File.Exists(scene));
        Assert.Equal(2, _session.Run("Get-GlacierRun -Environment $name").Count);
    }

    [Fact]
    public void Two_months_of_a_region_at_a_time_lose_nothing_of_what_they_share()
    {
        var verdicts = _session.Run("""
            Submit-GlacierJob 134_Arsuk -Satellite sentinel2, landsat -StartDate 2025-07-01 -EndDate 2025-08-31 -SplitBy Month `
                -Environment $name -MemoryMiB 256 -VCpu 0.25 -RunName months | Wait-GlacierJob | Test-GlacierOutput
            """);

        Assert.Equal(["2025-07-01", "2025-07-01", "2025-08-01", "2025-08-01"], verdicts.Texts("StartDate").Order());
        Assert.Equal(["2025-07-31", "2025-07-31", "2025-08-31", "2025-08-31"], verdicts.Texts("EndDate").Order());
        Assert.All(verdicts, verdict => Assert.Equal("Passed", verdict.Text("Status")));
        var shared = Path.Combine(_session.Bucket, "runs", "months", "shared");
        var own = Directory.EnumerateFiles(shared, "134_Arsuk.csv", SearchOption.AllDirectories)
            .Select(File.ReadAllLines).ToList();
        var union = File.ReadAllLines(Path.Combine(
            _session.Bucket, "1_download_merge_and_clip", "sentinel2", "134_Arsuk", "metadata", "combined_csv", "134_Arsuk.csv"));
        Assert.Equal(2, own.Count);
        Assert.Equal(own[0][0], union[0]);
        Assert.Equal(own.SelectMany(lines => lines.Skip(1)).Order(), union.Skip(1).Order());
        Assert.Equal(6, union.Length - 1);
    }

    [Fact]
    public void Overrides_of_a_run_beat_the_environment()
    {
        _session.Run("Set-GlacierBatchEnvironment $name -MaxvCpu 4");

        var job = _session.One("""
            Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name `
                -MemoryMiB 300 -VCpu 0.5 -TimeoutSeconds 50 -RunName over -NoStart
            """);
        var manifest = File.ReadAllText(Path.Combine(_session.Bucket, "runs", "over", "manifest.json"));

        Assert.Equal((300, 0.5), (job.Number("MemoryMiB"), job.Number("VCpu")));
        Assert.Contains("\"timeoutSeconds\": 50", manifest);
    }

    [Fact]
    public void Without_an_override_the_memory_follows_from_the_tiles()
    {
        const string submit =
            "Submit-GlacierJob 134_Arsuk, 191_Hagen_Brae -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-02 -NoStart";

        var planned = _session.RunAll($"{submit} -Environment $name -WhatIf");
        var jobs = _session.Try($"{submit} -Environment $name");

        // A small machine cannot take them, and says so.
        if (jobs.Errors.Count > 0) jobs.Errors[0].Is("TaskTooLarge", System.Management.Automation.ErrorCategory.InvalidArgument);
        else Assert.Equal(["4096", "6144"], jobs.Objects.Texts("MemoryMiB"));
        Assert.Empty(planned.Objects);
    }

    [Fact]
    public void Regions_of_two_environments_are_submitted_to_theirs()
    {
        _session.Run("New-GlacierBatchEnvironment \"$name-b\" -Workload $workload");

        var jobs = _session.Run("""
            $name, "$name-b" | Get-GlacierRegion -Index :2 |
                Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 -RunName both -NoStart
            """);

        Assert.Equal(4, jobs.Count);
        Assert.Equal(2, jobs.Count(job => job.Text("Environment") == _session.Name));
    }

    [Fact]
    public void A_template_may_come_from_the_grid_or_from_the_script()
    {
        var verdicts = _session.Run("""
            foreach ($template in 'Stored', 'Grid', 'Script') {
                Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name `
                    -MemoryMiB 512 -Template $template | Wait-GlacierJob | Test-GlacierOutput
            }
            """);

        Assert.Equal(["Passed", "Passed", "Passed"], verdicts.Texts("Status"));
    }
}
