using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Regions;

/// <summary>The real catalogue of the group, where it is at hand.</summary>
public sealed class ProductionCatalogTests
{
    [Fact]
    public void The_production_catalogue_is_read_whole()
    {
        var catalog = RegionCatalog.Read(SharedData.ProductionCatalog());

        Assert.Equal(192, catalog.Regions.Count);
        Assert.Equal(3413, catalog.Epsg);
        Assert.Equal("001_alison", catalog.Regions[0].Name);
        Assert.Equal("192_CH_Ostenfeld", catalog.Regions[^1].Name);
        var names = catalog.Regions.Select(region => region.Name).ToArray();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        Assert.Equal(45.54, catalog.Regions.Min(region => region.AreaKm2));
        Assert.Equal(11456.37, catalog.Regions.Max(region => region.AreaKm2));
        Assert.All(catalog.Regions, region => Assert.True(RegionName.IsValid(region.Name)));
        Assert.Equal(Enumerable.Range(1, 192), catalog.Regions.Select(region => region.Number ?? 0));
    }

    [Fact]
    public void The_tiles_of_the_production_catalogue_are_those_of_its_grid_and_not_its_tile_count()
    {
        var catalog = RegionCatalog.Read(SharedData.ProductionCatalog());

        Assert.Equal(141, catalog.Regions.Count(region => region.Tiles.Count == 1));
        Assert.Equal(40, catalog.Regions.Count(region => region.Tiles.Count == 2));
        Assert.Equal(11, catalog.Regions.Count(region => region.Tiles.Count > 2));
        Assert.Equal(["22VFQ", "22VEQ"], catalog.Regions.Single(region => region.Name == "003_avangnardleq").Tiles);
    }

    [Fact]
    public void The_bounds_of_the_production_catalogue_are_multiples_of_300_m_and_give_the_area()
    {
        var catalog = RegionCatalog.Read(SharedData.ProductionCatalog());

        Assert.All(catalog.Regions, region =>
        {
            Assert.Equal(0, region.Bounds.Width % 300);
            Assert.Equal(0, region.Bounds.Height % 300);
            Assert.Equal(region.AreaKm2, region.Bounds.Width * region.Bounds.Height / 1e6, 0.01);
        });
        Assert.Equal(new Bounds(-608850, -3260200, 817880, -848210), new Bounds(
            catalog.Regions.Min(region => region.Bounds.MinX), catalog.Regions.Min(region => region.Bounds.MinY),
            catalog.Regions.Max(region => region.Bounds.MaxX), catalog.Regions.Max(region => region.Bounds.MaxY)));
    }

    [Theory]
    [InlineData("140_CentralLindnow", "140_CentralLindenow")]
    [InlineData("141_CentralLindenow", "140_CentralLindenow")]
    [InlineData("CentralLindenow", "140_CentralLindenow")]
    [InlineData("140", "140_CentralLindenow")]
    [InlineData("1_Alison", "001_alison")]
    [InlineData("arsuk", "134_Arsuk")]
    [InlineData("Hagen", "191_Hagen_Brae")]
    public void A_mistyped_name_finds_the_region_that_was_meant_first(string typed, string meant)
    {
        var catalog = RegionCatalog.Read(SharedData.ProductionCatalog());

        var nearest = NearestNames.Find(typed, catalog.Regions, 3);

        Assert.Equal(3, nearest.Count);
        Assert.Equal(meant, nearest[0]);
    }
}
