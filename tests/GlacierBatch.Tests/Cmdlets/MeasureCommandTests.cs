using System.Management.Automation;
using System.Text.RegularExpressions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Measure-GlacierRun, and the categories of failed jobs, on runs of this machine.</summary>
public sealed class MeasureCommandTests : IDisposable
{
    private const string Window = "-Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 -Environment $name";

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_run_is_measured_once_by_name_by_its_object_and_by_its_jobs()
    {
        _session.MakeEnvironment();
        _session.Run($"$jobs = Submit-GlacierJob 018_snebrae, 134_Arsuk {Window} -RunName measured | Wait-GlacierJob");

        var byJobs = _session.One("$jobs | Measure-GlacierRun -Compare Lambda");
        var byName = _session.One("Measure-GlacierRun measured -Environment $name");
        var byRun = _session.One("Get-GlacierRun measured -Environment $name | Measure-GlacierRun");

        Assert.Equal(("measured", "Local"), (byJobs.Text("RunName"), byJobs.Text("Service")));
        Assert.Equal((2, 2), (byJobs.Number("Jobs"), byJobs.Number("Done")));
        Assert.Equal(1.0, byJobs.Properties["SuccessRate"].Value);
        Assert.Equal(0.0, byJobs.Properties["BillUsd"].Value);
        Assert.True((double)byJobs.Properties["LambdaUsd"].Value > 0 && (double)byJobs.Properties["PlanUsd"].Value > 0);
        Assert.True((long)byJobs.Properties["PeakMemoryBytes"].Value > 0);
        Assert.Null(byName.Properties["LambdaUsd"].Value);
        Assert.Equal(byName.Properties["PlanUsd"].Value, byRun.Properties["PlanUsd"].Value);
    }

    [Fact]
    public void Without_a_name_the_newest_run_is_measured()
    {
        _session.MakeEnvironment();
        _session.Fail("Measure-GlacierRun -Environment $name").Is("RunNotFound", ErrorCategory.ObjectNotFound, "has no run");

        _session.Run($"foreach ($run in 'first', 'second') {{ $null = Submit-GlacierJob 134_Arsuk {Window} -RunName $run -NoStart }}");

        Assert.Equal("second", _session.One("Measure-GlacierRun -Environment $name").Text("RunName"));
        Assert.Empty(_session.Run("Get-GlacierRun nothing* | Measure-GlacierRun"));
        Assert.NotEmpty(_session.Try("Measure-GlacierRun -Run $null -Environment $name").Errors);
    }

    [Fact]
    public void A_run_that_there_is_not_and_a_book_that_is_none_are_errors()
    {
        _session.MakeEnvironment();
        _session.Run($"$null = Submit-GlacierJob 134_Arsuk {Window} -RunName measured -NoStart");

        _session.Fail("Measure-GlacierRun nothing -Environment $name").Is("RunNotFound", ErrorCategory.ObjectNotFound);
        _session.Fail("Measure-GlacierRun measured -Environment $name -PriceBook $folder/none.json")
            .Is("PriceBookNotReadable", ErrorCategory.InvalidData);
    }

    [Fact]
    public void A_book_that_is_not_there_is_said_once_and_not_of_every_run()
    {
        _session.MakeEnvironment();
        _session.Run($"1..3 | ForEach-Object {{ $null = Submit-GlacierJob 134_Arsuk {Window} -RunName \"run$_\" -NoStart }}");

        _session.Fail("Get-GlacierRun -Environment $name | Measure-GlacierRun -PriceBook $folder/none.json")
            .Is("PriceBookNotReadable", ErrorCategory.InvalidData);
    }

    [Fact]
    public async Task Tables_write_numbers_alike_in_every_culture()
    {
        using var host = new HostSession();
        host.Variables["COLUMNS"] = "100";

        var lines = await host.RunAsync("""
            [cultureinfo]::CurrentCulture = [cultureinfo]::GetCultureInfo('de-DE')
            $null = New-GlacierBatchEnvironment one -Workload $workload
            $null = Submit-GlacierJob 134_Arsuk -Environment one -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 `
                -MemoryMiB 256 -RunName measured | Wait-GlacierJob
            Measure-GlacierRun measured -Environment one -Compare Lambda | Out-Default
            """);

        Assert.Contains(
            lines, line => Regex.IsMatch(line, @"^Run +Jobs +Done +Failed +Success +Run p95 +Peak +Plan USD +Bill USD +Lambda"));
        Assert.Contains(lines, line => Regex.IsMatch(line, @"^measured +1 +1 +0 +100\.0 % +\d+\.\d s +\d+ MiB +0\.\d{4} +0\.0000 +0\."));
        Assert.All(lines, line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void A_job_that_fails_says_why_and_what_to_do_as_it_ends_and_whenever_it_is_listed()
    {
        _session.Set("broken", TestWorkload.OfScript(Path.Combine(_session.Folder, "broken"), "raise KeyError('no such band')\n"));
        _session.Run("$null = New-GlacierBatchEnvironment $name -Workload $broken");

        var ended = _session.One($"Submit-GlacierJob 134_Arsuk {Window} -RunName broken | Wait-GlacierJob");
        var listed = _session.One("Get-GlacierJob -Environment $name -Status FAILED");

        Assert.Equal(("Script", "Script"), (ended.Text("Category"), listed.Text("Category")));
        Assert.Contains("Get-GlacierJobLog", listed.Text("Advice"), StringComparison.Ordinal);
        Assert.Equal("Script: 1", _session.One("(Measure-GlacierRun broken -Environment $name).Failures").ToString());
    }
}
