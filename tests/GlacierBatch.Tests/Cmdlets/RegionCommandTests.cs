using System.Management.Automation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>Get-GlacierRegion.</summary>
public sealed class RegionCommandTests : IDisposable
{
    private static readonly string Catalog = Path.Combine(ModuleSession.SampleWorkload,
        "1_download_merge_and_clip", "ancillary", "glacier_roi_v2", "glaciers_roi_proj_v3_300m.gpkg");

    private readonly ModuleSession _session = new();

    public RegionCommandTests() => _session.Set("catalog", Catalog);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("", "0 1 2 3 4 5 6")]
    [InlineData("-Index 0:3", "0 1 2")]
    [InlineData("-Index :2", "0 1")]
    [InlineData("-Index 5:", "5 6")]
    [InlineData("-Index 4", "4")]
    [InlineData("-Index 6, 0:2", "0 1 6")]
    [InlineData("*ARSUK", "3")]
    [InlineData("191_hagen_brae, 018_snebrae", "0 6")]
    [InlineData("*_[UH]*", "5 6")]
    [InlineData("no*such*", "")]
    [InlineData("-MinArea 37.8", "0 2 6")]
    [InlineData("-MaxArea 19.44", "3 4")]
    [InlineData("-MinArea 19.44 -MaxArea 37.8", "1 5")]
    [InlineData("-Index 0:5 -MinArea 20 *n*", "0 1")]
    public void Regions_are_chosen_by_name_position_and_area(string parameters, string positions)
    {
        var regions = _session.Run($"Get-GlacierRegion -Catalog $catalog {parameters}");

        Assert.Equal(positions, string.Join(' ', regions.Texts("Index")));
    }

    [Fact]
    public void A_region_tells_its_area_tiles_bounds_and_coordinate_system()
    {
        var region = _session.One("Get-GlacierRegion 191_Hagen_Brae -Catalog $catalog");

        Assert.Equal("191_Hagen_Brae", region.ToString());
        Assert.Equal(191, region.Number("Number"));
        Assert.Equal(81, region.Number("AreaKm2"), 6);
        Assert.Equal(4, region.Number("TileCount"));
        Assert.Equal(4, region.List("Tiles").Count);
        Assert.Equal(3413, region.Number("Epsg"));
        Assert.Equal(9000, PSObject.AsPSObject(region.Value("Bounds")).Number("Width"));
        Assert.Null(region.Value("Environment"));
    }

    [Fact]
    public void An_environments_regions_remember_it_and_come_by_name_or_by_object()
    {
        var environment = _session.MakeEnvironment();

        var named = _session.Run("Get-GlacierRegion -Environment $name -Index :2");
        var piped = _session.Run("$args[0] | Get-GlacierRegion -Index :2", environment);

        Assert.Equal([_session.Name, _session.Name], named.Texts("Environment"));
        Assert.Equal(named.Select(region => region.Everything()), piped.Select(region => region.Everything()));
    }

    [Theory]
    [InlineData("134_Arsuc", "UnknownRegion", ErrorCategory.ObjectNotFound)]
    [InlineData("018_snebrae, 134_Arsuc, none", "UnknownRegion", ErrorCategory.ObjectNotFound)]
    [InlineData("-Index a:b", "InvalidIndex", ErrorCategory.InvalidArgument)]
    [InlineData("-Index 3:1", "IndexOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("-Index 0:2, 7:", "IndexOutOfRange", ErrorCategory.InvalidArgument)]
    [InlineData("-MinArea 5 -MaxArea 5", "InvalidAreaRange", ErrorCategory.InvalidArgument)]
    [InlineData("'[z-a]*'", "InvalidNamePattern", ErrorCategory.InvalidArgument)]
    public void What_makes_no_sense_is_refused_before_anything_is_emitted(string parameters, string id, ErrorCategory category) =>
        _session.Fail($"Get-GlacierRegion -Catalog $catalog {parameters}").Is(id, category);

    [Fact]
    public void An_unknown_name_is_answered_with_the_three_nearest()
    {
        var error = _session.Fail("Get-GlacierRegion 134_Arsuc -Catalog $catalog");

        error.Is("UnknownRegion", ErrorCategory.ObjectNotFound, "134_Arsuc");
        Assert.Contains("the nearest are 134_Arsuk, ", error.Exception.Message);
        Assert.Equal("134_Arsuc", error.TargetObject);
    }

    [Theory]
    [InlineData("$folder/none.gpkg", "CatalogNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("$manifest", "CatalogNotGeoPackage", ErrorCategory.InvalidData)]
    public void A_catalogue_that_is_none_is_told(string catalog, string id, ErrorCategory category) =>
        _session.Fail($"Get-GlacierRegion -Catalog {catalog}").Is(id, category);

    [Fact]
    public void An_environment_without_a_workload_has_no_regions()
    {
        _session.Run("New-GlacierBatchEnvironment $name");

        var error = _session.Fail("Get-GlacierRegion -Environment $name");

        error.Is("WorkloadNotPublished", ErrorCategory.ObjectNotFound, _session.Name);
        Assert.Contains("Publish-GlacierWorkload", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_catalogue_of_ones_own_takes_the_place_of_the_workloads()
    {
        var catalog = new GeoPackageBuilder { Layers = ["glaciers_roi_proj_v3_300m"] }
            .Add("001_mine", geometry: GeoPackageBuilder.Box(30_000, -2_900_100, 33_000, -2_897_100)).Add("002_yours")
            .Write(Path.Combine(_session.Folder, "own.gpkg"));
        _session.Set("own", catalog);
        _session.MakeEnvironment("-RegionCatalog $own");

        Assert.Equal(["001_mine", "002_yours"], _session.Run("Get-GlacierRegion -Environment $name").Texts("Name"));
        var verdict = _session.One("""
            Submit-GlacierJob 001_mine -Satellite landsat -Date1 2025-08-01 -Date2 2025-08-06 -Environment $name -MemoryMiB 256 |
                Wait-GlacierJob | Test-GlacierOutput
            """);
        Assert.True(verdict.Text("Status") == "Passed", verdict.Text("Evidence"));
    }
}
