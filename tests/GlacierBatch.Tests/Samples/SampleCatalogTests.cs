using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Samples;

/// <summary>The sample's catalogue has the shape of the real one.</summary>
public sealed class SampleCatalogTests : IDisposable
{
    private static readonly string Catalog = Path.Combine(
        RepositoryRoot.Path, "samples", "workload", "1_download_merge_and_clip", "ancillary", "glacier_roi_v2",
        "glaciers_roi_proj_v3_300m.gpkg");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_module_reads_it_like_the_production_catalogue()
    {
        var catalog = RegionCatalog.Read(Catalog);

        Assert.Equal(3413, catalog.Epsg);
        Assert.Equal(7, catalog.Regions.Count);
        Assert.Equal(["26XMR", "26XNR", "26XMQ", "26XNQ"], catalog.Regions[^1].Tiles);
        Assert.All(catalog.Regions, region =>
        {
            Assert.Equal(0, region.Bounds.Width % 300);
            Assert.Equal(0, region.Bounds.Height % 300);
            Assert.NotEqual(0, region.Bounds.MinX % 300);
            Assert.Equal(region.AreaKm2, region.Bounds.Width * region.Bounds.Height / 1e6, 6);
        });
    }

    [Fact]
    public async Task It_is_made_with_the_same_bytes_each_time()
    {
        var script = new SampleScript(folder);

        await script.RunProgram(
            SampleScript.Python, Path.Combine(RepositoryRoot.Path, "samples", "make_catalog.py"), folder.File("made.gpkg"));

        Assert.Equal(File.ReadAllBytes(Catalog), File.ReadAllBytes(folder.File("made.gpkg")));
    }
}
