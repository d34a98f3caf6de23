using System.Management.Automation;
using System.Xml.Linq;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Test-GlacierOutput's options, Export-GlacierBaseline and Export-GlacierReport, as they are typed.</summary>
public sealed class VerificationCommandTests : IDisposable
{
    private const string Submit = """
        Submit-GlacierJob 134_Arsuk -Satellite sentinel2, landsat -StartDate 2025-08-01 -EndDate 2025-08-06 `
            -MemoryMiB 256 -Environment $name
        """;

    private readonly ModuleSession _session = new();

    public VerificationCommandTests()
    {
        _session.MakeEnvironment();
        _session.Run($"$jobs = {Submit} -RunName first | Wait-GlacierJob");
    }

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_run_is_frozen_and_another_compared_with_it()
    {
        var summary = _session.One("$jobs | Export-GlacierBaseline -Path $folder/known.json -IncludePixels");
        _session.Run($"$others = {Submit} -RunName second | Wait-GlacierJob");
        var same = _session.Run("$others | Test-GlacierOutput -Baseline $folder/known.json -Deep");

        Assert.Equal((2.0, 6.0, "True"), (summary.Number("Tasks"), summary.Number("Scenes"), summary.Text("HasPixels")));
        Assert.All(same, verdict => Assert.Equal("Passed", verdict.Text("Status")));
        Assert.Contains("BaselinePixels", same[0].List("Checks").Texts("Name"));
        _session.Fail("$jobs | Export-GlacierBaseline -Path $folder/known.json").Is("BaselineExists", ErrorCategory.ResourceExists,
            "known.json");
        Assert.Single(_session.Run("$jobs | Export-GlacierBaseline -Path $folder/known.json -Force"));
    }

    [Fact]
    public void What_is_not_proved_is_not_frozen_and_nothing_is_written()
    {
        File.Delete(Scene());
        var result = _session.Try("$jobs | Export-GlacierBaseline -Path $folder/known.json");

        Assert.Empty(result.Objects);
        Assert.Contains(result.Errors, error => error.FullyQualifiedErrorId.StartsWith("OutputNotProved", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.FullyQualifiedErrorId.StartsWith("BaselineNotWritten", StringComparison.Ordinal));
        Assert.False(File.Exists(Path.Combine(_session.Folder, "known.json")));
    }

    [Fact]
    public void An_exit_code_says_passed_failed_or_unchecked()
    {
        Assert.Equal(0, _session.One("$jobs | Test-GlacierOutput -AsExitCode").BaseObject);
        Assert.Equal(1, _session.One("$jobs | Test-GlacierOutput -AsExitCode -ExpectedCount 6").BaseObject);
        Assert.Equal(2, _session.One("@() | Test-GlacierOutput -AsExitCode").BaseObject);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(Scene()) ?? "", "notes.txt"), "?");
        Assert.Equal(2, _session.One("$jobs | Test-GlacierOutput -AsExitCode").BaseObject);
        File.Delete(Scene());
        Assert.Equal(1, _session.One("Test-GlacierOutput -RunName first -Environment $name -AsExitCode").BaseObject);
    }

    [Theory]
    [InlineData("Test-GlacierOutput -RunName nobody -Environment $name", "RunNotFound")]
    [InlineData("Test-GlacierOutput -RunName first -Environment nowhere", "EnvironmentNotFound")]
    [InlineData("Test-GlacierOutput -Region 134* -Satellite landsat -Environment nowhere", "EnvironmentNotFound")]
    [InlineData("$jobs | Test-GlacierOutput -Baseline $folder/none.json", "BaselineNotFound")]
    [InlineData("@($jobs.JobId) + \"$name/nobody:0\" | Test-GlacierOutput", "JobNotFound")]
    public void What_cannot_be_asked_is_exit_code_2_and_the_error_is_told(string command, string error)
    {
        var result = _session.Try($"{command} -AsExitCode");

        Assert.Equal(2, Assert.Single(result.Objects).BaseObject);
        Assert.StartsWith(error, Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_nobody_knows_is_not_proved_by_those_that_are()
    {
        var result = _session.Try("@($jobs.JobId) + \"$name/nobody:0\" | Test-GlacierOutput -Quiet");

        Assert.Equal(false, Assert.Single(result.Objects).BaseObject);
    }

    [Theory]
    [InlineData("$jobs | Test-GlacierOutput | Export-GlacierReport $folder/none/r.xml")]
    [InlineData("$jobs | Export-GlacierBaseline -Path $folder/none/known.json")]
    [InlineData("Export-GlacierTemplate $folder/none/template.json")]
    public void A_folder_that_is_not_there_is_named(string command) =>
        _session.Fail(command).Is("FolderNotFound", ErrorCategory.ObjectNotFound, "none");

    [Fact]
    public void Verdicts_become_junit_markdown_and_json_and_go_on_down_the_pipeline()
    {
        File.Delete(Scene());
        var verdicts = _session.Run("""
            $jobs | Test-GlacierOutput | Export-GlacierReport $folder/r.xml -PassThru | Export-GlacierReport $folder/r.json -PassThru |
                Export-GlacierReport $folder/r.txt -Format Markdown -Append -PassThru
            """);

        Assert.Equal(2, verdicts.Count);
        Assert.NotEmpty(XDocument.Load(Path.Combine(_session.Folder, "r.xml")).Descendants("failure"));
        Assert.Contains("\"Failed\"", File.ReadAllText(Path.Combine(_session.Folder, "r.json")), StringComparison.Ordinal);
        Assert.StartsWith("## Outputs: 1 of 2 passed", File.ReadAllText(Path.Combine(_session.Folder, "r.txt")), StringComparison.Ordinal);
        _session.Fail("$jobs | Test-GlacierOutput | Export-GlacierReport $folder/r.doc").Is("ReportFormatUnknown",
            ErrorCategory.InvalidArgument, ".doc");
        _session.Fail("1 | Export-GlacierReport $folder/x.md").Is("NotAVerdict", ErrorCategory.InvalidArgument, "1");
    }

    [Fact]
    public void Options_that_say_nothing_together_are_refused()
    {
        _session.Fail("$jobs | Test-GlacierOutput -Tolerance 0.1").Is("ToleranceWithoutBaseline", ErrorCategory.InvalidArgument,
            "-Tolerance");
        _session.Fail("$jobs | Test-GlacierOutput -Quiet -AsExitCode").Is("QuietAndExitCode", ErrorCategory.InvalidArgument, "-Quiet");
        _session.Fail("$jobs | Test-GlacierOutput -Baseline $folder/none.json").Is("BaselineNotFound", ErrorCategory.ObjectNotFound,
            "none.json");
    }

    [Fact]
    public void A_region_that_nobody_processed_fails_by_name_and_what_lies_there_without_a_job_is_unchecked()
    {
        var nothing = _session.RunAll("Test-GlacierOutput -Region 018_snebrae -Satellite sentinel2 -Environment $name");
        Assert.Equal("Failed", Assert.Single(nothing.Objects).Text("Status"));
        Assert.Contains("nothing at all", nothing.Objects[0].Text("Evidence"), StringComparison.Ordinal);

        Directory.Delete(Path.Combine(_session.Bucket, "runs"), recursive: true);
        var second = $"s{Guid.NewGuid():N}"[..12];
        var verdict = _session.RunAll(
            "$null = New-GlacierBatchEnvironment $args[0] -Workload $workload -Bucket $folder/other; Test-GlacierOutput -Region 134* "
                + "-Satellite landsat -Environment $args[0]", second);
        Assert.Empty(verdict.Objects);
        Assert.Contains("134*", Assert.Single(verdict.Warnings), StringComparison.Ordinal);
        Copy(Path.Combine(_session.Bucket, "1_download_merge_and_clip"), Path.Combine(_session.Folder, "other",
            "1_download_merge_and_clip"));
        var found = _session.One(
            "Test-GlacierOutput -Region 134* -Satellite landsat -Environment $args[0]; Remove-GlacierBatch $args[0] -Force", second);
        Assert.Equal(("Unchecked", 3.0), (found.Text("Status"), found.Number("Scenes")));
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? "");
            File.Copy(file, target);
        }
    }

    private string Scene() => Directory.EnumerateFiles(Path.Combine(_session.Bucket, "1_download_merge_and_clip", "sentinel2"), "*.tif",
        SearchOption.AllDirectories)
        .First(path => path.Contains("clipped", StringComparison.Ordinal));
}
