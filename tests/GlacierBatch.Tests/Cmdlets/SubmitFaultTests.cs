using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>What is refused of a submission, before anything is written; and jobs that there are not.</summary>
public sealed class SubmitFaultTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public SubmitFaultTests() => _session.MakeEnvironment();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("134_Arsuc", "UnknownRegion", ErrorCategory.ObjectNotFound)]
    [InlineData("134_Arsuk, none", "UnknownRegion", ErrorCategory.ObjectNotFound)]
    [InlineData("134*", "UnknownRegion", ErrorCategory.ObjectNotFound)]
    [InlineData("134_Arsuk -EndDate 2025-07-31", "DatesReversed", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -RunName ../x", "InvalidRunName", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -RunName con", "InvalidRunName", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -RunName LPT1", "InvalidRunName", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -Compute Spot", "ComputeNotLocal", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -MemoryMiB 1", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -VCpu -1", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -TimeoutSeconds 0", "LimitOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -MemoryMiB 16777216", "TaskTooLarge", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -VCpu 1000", "TaskTooLarge", ErrorCategory.InvalidArgument)]
    [InlineData("134_Arsuk -RunName taken", "RunExists", ErrorCategory.ResourceExists)]
    [InlineData("134_Arsuk -RunName TAKEN", "RunExists", ErrorCategory.ResourceExists)]
    public void A_faulty_submission_is_refused_whole(string parameters, string id, ErrorCategory category)
    {
        _session.Run("""
            $defaults = @{ Satellite = 'landsat'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; Environment = $name }
            $null = Submit-GlacierJob 018_snebrae @defaults -MemoryMiB 256 -RunName taken -NoStart
            """);
        var before = Snapshot.Of(_session);

        _session.Fail($"Submit-GlacierJob @defaults {parameters}").Is(id, category);

        before.AssertUnchanged(_session);
    }

    [Theory]
    [InlineData("'134_Arsuk', 5 | Submit-GlacierJob @defaults", "'5'")]
    [InlineData("5, '134_Arsuk' | Submit-GlacierJob @defaults", "'5'")]
    [InlineData("Submit-GlacierJob 134_Arsuk, ([datetime]'2025-08-01') @defaults", "2025")]
    [InlineData("(Get-GlacierRegion 134_Arsuk -Environment $name), ([pscustomobject]@{ Other = 1 }) | Submit-GlacierJob @defaults",
        "(1 of the objects")]
    public void One_object_that_is_no_region_keeps_all_from_being_submitted(string script, string what)
    {
        _session.Run("""
            $defaults = @{ Satellite = 'landsat'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 256; Environment = $name }
            """);
        var before = Snapshot.Of(_session);

        _session.Fail(script).Is("InvalidRegion", ErrorCategory.InvalidArgument, what);

        before.AssertUnchanged(_session);
    }

    [Theory]
    [InlineData("-StartDate 08/01/2025 -EndDate 2025-08-06 -Satellite landsat", "ParameterArgumentTransformationError")]
    [InlineData("-StartDate 2025-08-01 -EndDate 2025-02-30 -Satellite landsat", "ParameterArgumentTransformationError")]
    [InlineData("-StartDate 2025-08-01 -EndDate 2025-08-06 -Satellite modis", "ParameterArgumentTransformationError")]
    [InlineData("-StartDate 2025-08-01 -EndDate 2025-08-06 -Satellite landsat -SplitBy Year", "CannotConvertArgumentNoMessage")]
    [InlineData("-StartDate 2025-08-01 -EndDate 2025-08-06 -Satellite landsat -Template Own", "CannotConvertArgumentNoMessage")]
    public void What_does_not_bind_is_the_engines_error(string parameters, string id)
    {
        var before = Snapshot.Of(_session);

        var error = _session.Fail($"Submit-GlacierJob 134_Arsuk -Environment $name {parameters}");

        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId);
        before.AssertUnchanged(_session);
    }

    [Theory]
    [InlineData("modis")]
    [InlineData("'sentinel2;reboot'")]
    [InlineData("sentinel2, modis")]
    [InlineData("\"a`e[2J`nb\"")]
    public void An_unknown_satellite_is_answered_in_one_line_with_those_that_there_are(string satellite)
    {
        var error = _session.Fail($"""
            Submit-GlacierJob 134_Arsuk -Environment $name -StartDate 2025-08-01 -EndDate 2025-08-06 -Satellite {satellite}
            """);

        Assert.Contains("is not a satellite: write sentinel2 or landsat.", error.Exception.Message);
        Assert.DoesNotContain(error.Exception.Message, char.IsControl);
        Assert.Empty(_session.Run("Get-GlacierJob -Environment $name"));
    }

    [Fact]
    public void A_date_that_can_be_misread_is_answered_with_how_to_write_it()
    {
        var error = _session.Fail("Submit-GlacierJob 134_Arsuk -Environment $name -Satellite landsat -Date1 08/01/2025 -Date2 2025-08-06");

        Assert.Contains("2025-08-01", error.Exception.Message);
    }

    [Fact]
    public void Dates_of_powershell_and_dotnet_are_days_too()
    {
        var job = _session.One("""
            Submit-GlacierJob 134_Arsuk -Environment $name -Satellite landsat -MemoryMiB 256 -NoStart `
                -Date1 ([datetime]'2025-08-01T23:30:00') -Date2 ([DateOnly]::new(2025, 8, 6))
            """);

        Assert.Equal(("2025-08-01", "2025-08-06"), (job.Text("StartDate"), job.Text("EndDate")));
    }

    [Theory]
    [InlineData("Get-GlacierJob {0}")]
    [InlineData("Wait-GlacierJob {0}")]
    [InlineData("Stop-GlacierJob {0}")]
    [InlineData("Restart-GlacierJob {0}")]
    [InlineData("Get-GlacierJobLog {0}")]
    [InlineData("Test-GlacierOutput {0}")]
    [InlineData("Save-GlacierOutput {0} -Path $folder/out")]
    public void A_job_that_is_none_is_told_and_the_others_go_on(string command)
    {
        var none = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, "\"$name/none:0\"");
        var invalid = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, "'no id', \"$name/none\"");

        _session.Fail(none).Is("JobNotFound", ErrorCategory.ObjectNotFound, $"{_session.Name}/none:0");
        var errors = _session.Try(invalid).Errors;

        Assert.Equal(2, errors.Count);
        Assert.All(errors, error => error.Is("InvalidJobId", ErrorCategory.InvalidArgument));
        Assert.False(Directory.Exists(Path.Combine(_session.Folder, "out")));
    }

    [Theory]
    [InlineData("Wait-GlacierJob")]
    [InlineData("Stop-GlacierJob")]
    [InlineData("Restart-GlacierJob")]
    [InlineData("Get-GlacierJobLog")]
    [InlineData("Test-GlacierOutput")]
    [InlineData("Save-GlacierOutput -Path $folder/out")]
    public void A_run_that_is_none_is_told(string command) =>
        _session.Fail($"{command} -RunName none -Environment $name").Is("RunNotFound", ErrorCategory.ObjectNotFound, "none");

    [Fact]
    public void Without_a_workload_nothing_is_submitted()
    {
        _session.Run("New-GlacierBatchEnvironment \"$name-bare\"");

        _session.Fail("Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -Environment \"$name-bare\"")
            .Is("WorkloadNotPublished", ErrorCategory.ObjectNotFound);
        Assert.Empty(_session.Run("Get-GlacierRun -Environment \"$name-bare\""));
    }

    [Fact]
    public void Nothing_from_the_pipeline_is_no_run_and_no_error()
    {
        var none = _session.RunAll("""
            Get-GlacierRegion nothing* -Environment $name |
                Submit-GlacierJob -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 | Wait-GlacierJob | Test-GlacierOutput
            """);

        Assert.Empty(none.Objects);
        Assert.Empty(_session.Run("Get-GlacierRun -Environment $name"));
    }
}
