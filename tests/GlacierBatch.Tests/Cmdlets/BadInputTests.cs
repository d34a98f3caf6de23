using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>
/// Catalogues, regions and buckets that turn out to be bad in the middle of a session: it is told, and nothing is lost or submitted.
/// </summary>
public sealed class BadInputTests : IDisposable
{
    private const string Defaults =
        "$defaults = @{ Satellite = 'landsat'; StartDate = '2025-08-01'; EndDate = '2025-08-06'; MemoryMiB = 256; Environment = $name }";

    private readonly ModuleSession _session = new();

    public BadInputTests()
    {
        _session.MakeEnvironment();
        _session.Run(Defaults);
    }

    private static GeoPackageBuilder Regions => new GeoPackageBuilder { Layers = ["glaciers_roi_proj_v3_300m"] }.Add("1_a").Add("2_b");

    private string Catalog => Path.Combine(_session.Folder, "bad.gpkg");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("missing", "CatalogNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("text", "CatalogNotGeoPackage", ErrorCategory.InvalidData)]
    [InlineData("no column", "CatalogWithoutRegionColumn", ErrorCategory.InvalidData)]
    [InlineData("duplicate", "DuplicateRegion", ErrorCategory.InvalidData)]
    [InlineData("half", "CatalogDamaged", ErrorCategory.InvalidData)]
    public void A_bad_catalogue_is_refused_and_the_published_one_stays(string kind, string id, ErrorCategory category)
    {
        MakeBad(kind);
        _session.Set("bad", Catalog);
        string[] commands =
        [
            "Publish-GlacierWorkload $workload -RegionCatalog $bad -Environment $name",
            "New-GlacierBatchEnvironment $name -Workload $workload -RegionCatalog $bad",
            "Get-GlacierRegion -Catalog $bad | Submit-GlacierJob @defaults",
        ];
        var before = Snapshot.Of(_session);

        foreach (var command in commands) _session.Fail(command).Is(id, category, "bad.gpkg");

        before.AssertUnchanged(_session);
        Assert.Equal(7, _session.Run("Get-GlacierRegion -Environment $name").Count);
    }

    [Fact]
    public async Task A_workload_with_a_pipe_in_it_is_refused_and_the_published_one_stays_as_it_was()
    {
        GatedWorkload.CopyFolder(ModuleSession.SampleWorkload, Path.Combine(_session.Folder, "piped"));
        await File.AppendAllTextAsync(GatedWorkload.Script(Path.Combine(_session.Folder, "piped")), "# changed");
        await PipeFile.MakeAsync(Path.Combine(_session.Folder, "piped", "pipe"));
        var before = Snapshot.Of(_session);

        _session.Fail("Publish-GlacierWorkload $folder/piped -Environment $name")
            .Is("WorkloadFileName", ErrorCategory.InvalidData, "it is a pipe");

        before.AssertUnchanged(_session);
    }

    [Theory]
    [InlineData("Get-GlacierRegion -Index 9:12 -Environment $name | Submit-GlacierJob @defaults", "IndexOutOfRange")]
    [InlineData("Get-GlacierRegion 134_Arsuk, nope -Environment $name | Submit-GlacierJob @defaults", "UnknownRegion")]
    [InlineData("'134_Arsuk', 'nope', '018_snebrae' | Submit-GlacierJob @defaults", "UnknownRegion")]
    [InlineData("'134_Arsuk', \"018_snebrae`n\" | Submit-GlacierJob @defaults", "UnknownRegion")]
    [InlineData("'134_Arsuk', ('x' * 300) | Submit-GlacierJob @defaults", "UnknownRegion")]
    [InlineData("'134_Arsuk', '../../outside' | Submit-GlacierJob @defaults", "UnknownRegion")]
    [InlineData("'134_Arsuk', '; touch outside' | Submit-GlacierJob @defaults", "UnknownRegion")]
    public void Nothing_is_submitted_while_one_region_is_invalid(string script, string id)
    {
        var before = Snapshot.Of(_session);

        var error = _session.Fail(script);

        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId);
        Assert.DoesNotContain(error.Exception.Message, char.IsControl);
        Assert.InRange(error.Exception.Message.Length, 1, 400);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        before.AssertUnchanged(_session);
    }

    [Fact]
    public void A_published_catalogue_that_was_cut_off_in_the_bucket_submits_nothing()
    {
        // One of its own: this machine keeps whole what it has fetched before, and goes on with that.
        _session.Set("own", Regions.Add($"3_{Guid.NewGuid():N}").Write(Path.Combine(_session.Folder, "own.gpkg")));
        _session.Run("Publish-GlacierWorkload $workload -RegionCatalog $own -Environment $name");
        var catalog = Assert.Single(Directory.EnumerateFiles(_session.Bucket, "*.gpkg", SearchOption.AllDirectories));
        using (var file = File.OpenWrite(catalog)) file.SetLength(file.Length / 2);
        var before = Snapshot.Of(_session);

        var error = _session.Fail("Submit-GlacierJob 1_a @defaults");

        error.Is("WorkloadMissing", ErrorCategory.ObjectNotFound, "glaciers_roi_proj_v3_300m.gpkg");
        before.AssertUnchanged(_session);
    }

    [Fact]
    public async Task A_bucket_that_has_become_read_only_takes_no_run_and_the_ledger_has_none_either()
    {
        await using (await SmallDisk.MountAsync(_session.Bucket, readOnly: true, copy: true))
        {
            var before = Snapshot.Of(_session);

            var error = _session.Fail("Submit-GlacierJob 134_Arsuk @defaults");

            error.Is("StoreUnavailable", ErrorCategory.ResourceUnavailable, _session.Bucket);
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
            before.AssertUnchanged(_session);
        }

        Assert.Single(_session.Run("Submit-GlacierJob 134_Arsuk @defaults -NoStart"));
    }

    [Fact]
    public async Task Without_a_ledger_whatever_command_comes_first_warns_once_of_a_run_that_cannot_be_read()
    {
        using var host = new HostSession();
        await host.RunAsync("""
            $null = New-GlacierBatchEnvironment one -Workload $workload
            foreach ($run in 'bad', 'good') {
                $null = Submit-GlacierJob 134_Arsuk -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -MemoryMiB 256 `
                    -RunName $run -NoStart
            }
            """);
        var home = host.Variables["GLACIERBATCH_HOME"] ?? "";
        await File.WriteAllTextAsync(Path.Combine(home, "buckets/one/runs/bad/manifest.json"), "[");
        File.Delete(Path.Combine(home, "ledger.db"));

        var lines = await host.RunAsync("""
            foreach ($time in 1, 2) {
                $jobs = Get-GlacierJob -Environment one -WarningVariable warnings -WarningAction SilentlyContinue
                "$($jobs.JobId):$warnings"
            }
            """);

        Assert.StartsWith("one/good:0:The document runs/bad/manifest.json cannot be read", lines[0]);
        Assert.Equal("one/good:0:", lines[1]);
    }

    private void MakeBad(string kind)
    {
        switch (kind)
        {
            case "text":
                File.WriteAllText(Catalog, "<html>404 Not Found</html>");
                break;
            case "no column":
                new GeoPackageBuilder { RegionColumn = "Region" }.Add("1_a").Write(Catalog);
                break;
            case "duplicate":
                Regions.Add("1_a").Write(Catalog);
                break;
            case "half":
                Regions.Write(Catalog);
                using (var file = File.OpenWrite(Catalog)) file.SetLength(file.Length / 2);
                break;
        }
    }
}
