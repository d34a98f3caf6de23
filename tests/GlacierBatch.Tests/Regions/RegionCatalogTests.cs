using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using Xunit;

namespace GlacierBatch.Tests.Regions;

/// <summary>A catalogue is read in the order of the scripts, from any path.</summary>
public sealed class RegionCatalogTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_region_is_read_with_its_area_tiles_bounds_and_reference_system()
    {
        var path = new GeoPackageBuilder { SrsId = 77, OrganizationCode = 32624 }
            .Add("191_Hagen_Brae", 10800.81, "26XMR, 26XNR,26XMR", GeoPackageBuilder.Box(-150.5, -900, 149.5, 600.25, srid: 77))
            .Add("134_Arsuk", 12L, "5VNH", GeoPackageBuilder.Box(srid: 0))
            .Write(folder.File("regions.gpkg"));

        var catalog = RegionCatalog.Read(path);

        Assert.Equal(path, catalog.Path);
        Assert.Equal(32624, catalog.Epsg);
        Assert.Equal(["134_Arsuk", "191_Hagen_Brae"], catalog.Regions.Select(region => region.Name));
        Assert.Equal(12, catalog.Regions[0].AreaKm2);
        Assert.Equal(["5VNH"], catalog.Regions[0].Tiles);
        var hagen = catalog.Regions[1];
        Assert.Equal(10800.81, hagen.AreaKm2);
        Assert.Equal(["26XMR", "26XNR"], hagen.Tiles);
        Assert.Equal(new Bounds(-150.5, -900, 149.5, 600.25), hagen.Bounds);
        Assert.Equal(32624, hagen.Epsg);
    }

    [Fact]
    public void A_polygon_of_several_parts_has_the_bounds_of_all()
    {
        var parts = new GeometryFactory(new PrecisionModel(), 3413).CreateMultiPolygon(
            [Square(0, 10), Square(100, 20)]);
        var path = new GeoPackageBuilder().Add("1_a", geometry: GeoPackageBuilder.Blob(parts)).Write(folder.File("regions.gpkg"));

        Assert.Equal(new Bounds(0, 0, 120, 120), RegionCatalog.Read(path).Regions[0].Bounds);
    }

    [Theory]
    [InlineData("re\"gions; DROP TABLE x; --", "ge\"om")]
    [InlineData("order", "select")]
    [InlineData("sl/ash 'quote' é", "[geom]")]
    public void Names_of_tables_and_columns_are_never_read_as_SQL(string layer, string geometry)
    {
        var path = new GeoPackageBuilder { Layers = [layer], GeometryColumn = geometry }.Add("1_a").Write(folder.File("regions.gpkg"));

        Assert.Equal("1_a", Assert.Single(RegionCatalog.Read(path).Regions).Name);
    }

    [Theory]
    [InlineData("with space.gpkg")]
    [InlineData("100%41.gpkg")]
    [InlineData("what?mode=rwc#x.gpkg")]
    [InlineData("semi;colon='quote'.gpkg")]
    [InlineData("Grönland.gpkg")]
    public void Any_file_name_can_be_read(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.Contains('?', StringComparison.Ordinal), "Windows has no such file names");
        var path = new GeoPackageBuilder().Add("1_a").Write(folder.File("regions.gpkg"));
        var renamed = folder.File(name);
        File.Move(path, renamed);

        Assert.Single(RegionCatalog.Read(renamed).Regions);
        Assert.Equal([renamed], Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_read_only_file_in_a_read_only_folder_is_read_and_nothing_is_left_beside_it(bool writeAheadLog)
    {
        var path = new GeoPackageBuilder { WriteAheadLog = writeAheadLog }.Add("1_a").Write(folder.File("regions.gpkg"));
        var before = File.ReadAllBytes(path);
        File.SetAttributes(path, FileAttributes.ReadOnly);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Single(RegionCatalog.Read(path).Regions);

        Assert.Equal([path], Directory.GetFiles(folder.Path));
        Assert.Equal(before, File.ReadAllBytes(path));
        File.SetAttributes(path, FileAttributes.Normal);
    }

    [Fact]
    public void What_another_program_has_open_in_its_write_ahead_log_is_seen()
    {
        var path = new GeoPackageBuilder { WriteAheadLog = true }.Add("1_a").Write(folder.File("regions.gpkg"));
        using var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        other.Open();
        using var command = other.CreateCommand();
        command.CommandText = "INSERT INTO regions (region, Area, utm_grid, geom) SELECT '2_b', Area, utm_grid, geom FROM regions";
        command.ExecuteNonQuery();

        Assert.Equal(["1_a", "2_b"], RegionCatalog.Read(path).Regions.Select(region => region.Name));
    }

    [Fact]
    public void The_file_is_not_kept_open()
    {
        var path = new GeoPackageBuilder().Add("1_a").Write(folder.File("regions.gpkg"));

        RegionCatalog.Read(path);

        using var exclusive = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(exclusive.Length > 0);
    }

    private static Polygon Square(double at, double size) =>
        (Polygon)new GeometryFactory(new PrecisionModel(), 3413).ToGeometry(new Envelope(at, at + size, at, at + size));
}
