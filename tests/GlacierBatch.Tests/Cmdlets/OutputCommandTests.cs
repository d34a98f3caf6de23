using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Test- and Save-GlacierOutput, and Publish-GlacierWorkload.</summary>
public sealed class OutputCommandTests : IDisposable
{
    private const string Submit = """
        Submit-GlacierJob 134_Arsuk -Satellite sentinel2 -StartDate 2025-08-01 -EndDate 2025-08-06 -MemoryMiB 256 -Environment $name
        """;

    private readonly ModuleSession _session = new();

    public OutputCommandTests() => _session.MakeEnvironment();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void An_output_that_is_as_it_was_left_passes_every_check()
    {
        _session.Run($"$job = {Submit} | Wait-GlacierJob");

        var verdict = _session.One("$job | Test-GlacierOutput");

        Assert.Equal("Passed", verdict.Text("Status"));
        Assert.Equal(3, verdict.Number("Scenes"));
        Assert.Equal(
            ["Recorded", "Layout", "Scenes", "Extra", "Files", "Current", "Shared", "Rasters", "Bounds", "Pixels", "Duplicates", "Tables"],
            verdict.List("Checks").Texts("Name"));
        Assert.True(Assert.IsType<bool>(_session.One("$job | Test-GlacierOutput -Quiet").BaseObject));
    }

    [Theory]
    [InlineData("clipped", "deleted", "is missing")]
    [InlineData("clipped", "truncated", "bytes, recorded were")]
    [InlineData("clipped", "changed", "has other content than was recorded")]
    [InlineData("template", "deleted", "is missing")]
    [InlineData("template", "truncated", "134_Arsuk.tif")]
    [InlineData("combined_csv", "deleted", "is missing")]
    [InlineData("combined_csv", "emptied", "lost 3 scenes")]
    public void A_damaged_output_fails_with_the_evidence(string folder, string damage, string evidence)
    {
        _session.Run($"$job = {Submit} | Wait-GlacierJob");
        var file = Directory.EnumerateFiles(Path.Combine(_session.Bucket, "1_download_merge_and_clip"), "*", SearchOption.AllDirectories)
            .First(path => path.Split(Path.DirectorySeparatorChar).Contains(folder));
        Damage(file, damage);

        var verdict = _session.One("$job | Test-GlacierOutput");

        Assert.Equal("Failed", verdict.Text("Status"));
        Assert.Contains(evidence, verdict.Text("Evidence"));
        Assert.False(Assert.IsType<bool>(_session.One("$job | Test-GlacierOutput -Quiet").BaseObject));
    }

    [Fact]
    public void What_has_not_ended_is_unchecked_and_no_pass()
    {
        _session.Run($"$job = {Submit} -NoStart");

        Assert.Equal("Unchecked", _session.One("$job | Test-GlacierOutput").Text("Status"));
        Assert.False(Assert.IsType<bool>(_session.One("$job | Test-GlacierOutput -Quiet").BaseObject));
    }

    [Fact]
    public void An_output_that_cannot_be_read_is_unchecked_and_keeps_no_other_verdict_back()
    {
        var other = Submit.Replace("134_Arsuk", "018_snebrae", StringComparison.Ordinal);
        _session.Run($"$jobs = @({Submit} -RunName linked; {other}); $null = $jobs | Wait-GlacierJob");
        var file = Directory.EnumerateFiles(Path.Combine(_session.Bucket, "1_download_merge_and_clip"), "*.tif",
                SearchOption.AllDirectories)
            .First(path => path.Contains($"134_Arsuk{Path.DirectorySeparatorChar}clipped", StringComparison.Ordinal));
        var real = Path.Combine(_session.Folder, "real.tif");
        File.Move(file, real);
        File.CreateSymbolicLink(file, real);

        var verdicts = _session.Run("$jobs | Test-GlacierOutput");

        Assert.Equal(
            ["134_Arsuk Unchecked", "018_snebrae Passed"],
            verdicts.Select(verdict => $"{verdict.Text("Region")} {verdict.Text("Status")}"));
        Assert.Contains("symbolic link", verdicts[0].Text("Evidence"));
        Assert.False(Assert.IsType<bool>(_session.One("$jobs | Test-GlacierOutput -Quiet").BaseObject));
    }

    [Fact]
    public void Nothing_that_was_looked_at_is_nothing_that_is_proved()
    {
        var result = _session.RunAll("Test-GlacierOutput -Region 134* -Satellite sentinel2 -Environment $name -Quiet");

        Assert.False(Assert.IsType<bool>(Assert.Single(result.Objects).BaseObject));
        Assert.Contains("134*", Assert.Single(result.Warnings));
        Assert.False(Assert.IsType<bool>(_session.One("@() | Test-GlacierOutput -Quiet").BaseObject));
    }

    [Fact]
    public void By_region_the_newest_job_of_a_task_is_judged()
    {
        _session.Run($"$null = {Submit} -RunName old | Wait-GlacierJob; $null = {Submit} -RunName new | Wait-GlacierJob");

        var verdict = _session.One("Test-GlacierOutput -Region *arsuk -Satellite sentinel2 -Environment $name");

        Assert.Equal(("new", "Passed"), (verdict.Text("RunName"), verdict.Text("Status")));
    }

    [Fact]
    public void Saved_twice_copies_nothing_new_and_mends_what_was_changed()
    {
        _session.Run($"$job = {Submit} | Wait-GlacierJob");

        var first = _session.Run("$job | Save-GlacierOutput -Path $folder/saved");
        var second = _session.Run("$job | Save-GlacierOutput -Path $folder/saved");
        Damage(first[0].Text("Path"), "truncated");
        var third = _session.Run("$job | Save-GlacierOutput -Path $folder/saved");

        Assert.All(first, file => Assert.Equal("True", file.Text("IsNew")));
        Assert.All(first, file => Assert.True(File.Exists(file.Text("Path"))));
        Assert.Equal(first.Texts("Path"), second.Texts("Path"));
        Assert.All(second, file => Assert.Equal("False", file.Text("IsNew")));
        Assert.Equal([first[0].Text("Path")], third.Where(file => file.Text("IsNew") == "True").Texts("Path"));
        Assert.True(File.Exists(Path.Combine(_session.Folder, "saved", "sentinel2", "134_Arsuk", "template", "134_Arsuk.tif")));
    }

    [Fact]
    public void Raw_tiles_are_saved_if_they_were_kept_and_are_asked_for()
    {
        _session.Run($"$kept = {Submit} -KeepRawTiles -RunName kept | Wait-GlacierJob; $not = {Submit} -RunName not | Wait-GlacierJob");

        var plain = _session.Run("$kept | Save-GlacierOutput -Path $folder/plain");
        var raw = _session.Run("$kept | Save-GlacierOutput -Path $folder/raw -IncludeRawTiles");
        var none = _session.Run("$not | Save-GlacierOutput -Path $folder/none -IncludeRawTiles");

        Assert.Equal(plain.Count + 3, raw.Count);
        Assert.Equal(plain.Count, none.Count);
    }

    [Fact]
    public void A_job_without_output_is_told_and_the_others_are_saved()
    {
        _session.Run($"$jobs = @({Submit} -NoStart; {Submit} | Wait-GlacierJob)");

        var result = _session.Try("$jobs | Save-GlacierOutput -Path $folder/saved");

        Assert.NotEmpty(result.Objects);
        Assert.Single(result.Errors).Is("OutputNotFound", ErrorCategory.ObjectNotFound, "SUBMITTED");
    }

    [Fact]
    public void Changed_scripts_are_a_new_revision_that_the_next_run_uses()
    {
        var former = _session.One("Get-GlacierBatchEnvironment $name").Text("WorkloadRevision");
        var gated = new GatedWorkload(_session.Folder);
        gated.Open();

        var published = _session.One("Get-GlacierBatchEnvironment $name | Publish-GlacierWorkload $folder/gated");
        var log = _session.Run($"{Submit} | Wait-GlacierJob | Get-GlacierJobLog");
        var back = _session.One("Publish-GlacierWorkload $workload -Environment $name");

        Assert.NotEqual(former, published.Text("WorkloadRevision"));
        Assert.Contains("at the gate", log.Texts("Message"));
        Assert.Equal(former, back.Text("WorkloadRevision"));
    }

    private static void Damage(string file, string how)
    {
        var bytes = File.ReadAllBytes(file);
        switch (how)
        {
            case "deleted":
                File.Delete(file);
                return;
            case "truncated":
                File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                return;
            case "emptied":
                File.WriteAllLines(file, File.ReadLines(file).Take(1).ToArray());
                return;
            default:
                bytes[^1] ^= 1;
                File.WriteAllBytes(file, bytes);
                return;
        }
    }
}
