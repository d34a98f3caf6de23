using System.Buffers.Binary;
using GlacierBatch.Core;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using Xunit;

namespace GlacierBatch.Tests.Regions;

/// <summary>Catalogues that are none, or damaged: one sentence each.</summary>
public sealed class CatalogFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Target => folder.File("regions.gpkg");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_missing_file_is_named()
    {
        var fault = Refused("CatalogNotFound", folder.File("nowhere/regions.gpkg"));

        Assert.Equal(ErrorKind.NotFound, fault.Kind);
        Assert.Contains("regions.gpkg", fault.Message);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_folder_is_no_catalogue() => Assert.Contains("is a folder", Refused("CatalogNotFound", folder.Path).Message);

    [Theory]
    [InlineData("")]
    [InlineData("SQLite")]
    [InlineData("<html>404 Not Found</html>")]
    public void Another_file_is_no_GeoPackage(string content)
    {
        File.WriteAllText(Target, content);
        Refused("CatalogNotGeoPackage", Target);
    }

    [Fact]
    public void A_database_without_the_tables_of_a_GeoPackage_is_none()
    {
        Execute("CREATE TABLE regions (region TEXT)");
        Refused("CatalogNotGeoPackage", Target);
    }

    [Fact]
    public void A_database_whose_GeoPackage_tables_lack_their_columns_is_none()
    {
        Execute("CREATE TABLE gpkg_contents (a); CREATE TABLE gpkg_geometry_columns (a); CREATE TABLE gpkg_spatial_ref_sys (a)");
        Refused("CatalogNotGeoPackage", Target);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.01)]
    public void A_catalogue_cut_off_is_damaged(double kept)
    {
        Many().Write(Target);
        using (var file = File.Open(Target, FileMode.Open))
            file.SetLength((long)(file.Length * kept));

        Assert.Equal(ErrorKind.InvalidData, Refused("CatalogDamaged", Target).Kind);
    }

    [Fact]
    public void The_production_catalogue_cut_in_half_is_damaged()
    {
        var whole = File.ReadAllBytes(SharedData.ProductionCatalog());
        File.WriteAllBytes(Target, whole[..(whole.Length / 2)]);
        Refused("CatalogDamaged", Target);
    }

    [Fact]
    public void A_catalogue_with_any_one_page_overwritten_is_damaged()
    {
        Many().Write(Target);
        var whole = File.ReadAllBytes(Target);
        var pageSize = BinaryPrimitives.ReadUInt16BigEndian(whole.AsSpan(16));
        for (var page = 1; page < whole.Length / pageSize; page++)
        {
            var damaged = whole.ToArray();
            damaged.AsSpan(page * pageSize, pageSize).Clear();
            File.WriteAllBytes(Target, damaged);

            Refused("CatalogDamaged", Target);
        }
    }

    [Fact]
    public void A_catalogue_that_another_program_is_saving_is_busy()
    {
        new GeoPackageBuilder().Add("1_a").Write(Target);
        using var other = Connect();
        using var command = other.CreateCommand();
        command.CommandText = "BEGIN EXCLUSIVE";
        command.ExecuteNonQuery();

        Assert.Equal(ErrorKind.Busy, Refused("CatalogBusy", Target).Kind);
    }

    [Fact]
    public void A_layer_without_a_region_column_is_refused_with_the_columns_that_there_are()
    {
        new GeoPackageBuilder { RegionColumn = "Region" }.Add("1_a").Write(Target);
        Assert.Contains("Region, Area, utm_grid, geom", Refused("CatalogWithoutRegionColumn", Target).Message);
    }

    [Fact]
    public void A_GeoPackage_without_layers_has_no_region_column()
    {
        new GeoPackageBuilder { Layers = [] }.Write(Target);
        Refused("CatalogWithoutRegionColumn", Target);
    }

    [Fact]
    public void A_layer_without_areas_or_tiles_is_refused()
    {
        new GeoPackageBuilder { AreaColumn = null, TilesColumn = null }.Add("1_a").Write(Target);
        Assert.Contains("Area, utm_grid", Refused("CatalogWithoutColumn", Target).Message);
    }

    [Fact]
    public void Two_layers_of_regions_are_ambiguous()
    {
        new GeoPackageBuilder { Layers = ["old", "new"] }.Add("1_a").Write(Target);
        Assert.Contains("new, old", Refused("CatalogAmbiguous", Target).Message);
    }

    [Fact]
    public void A_catalogue_without_regions_is_refused()
    {
        new GeoPackageBuilder().Write(Target);
        Refused("CatalogEmpty", Target);
    }

    [Theory]
    [InlineData("NONE", -1)]
    [InlineData("ESRI", 102018)]
    [InlineData("EPSG", 0)]
    public void A_layer_without_an_EPSG_code_is_refused(string organization, int code)
    {
        new GeoPackageBuilder { Organization = organization, OrganizationCode = code }.Add("1_a").Write(Target);
        Refused("CatalogWithoutEpsg", Target);
    }

    [Fact]
    public void A_catalogue_in_degrees_is_refused()
    {
        new GeoPackageBuilder { OrganizationCode = 4326, Definition = "GEOGCS[\"WGS 84\"]" }.Add("1_a").Write(Target);
        Assert.Contains("EPSG:4326", Refused("CatalogNotProjected", Target).Message);
    }

    [Theory]
    [InlineData("134_Arsuk")]
    [InlineData("134_ARSUK")]
    public void A_name_that_is_there_twice_is_refused(string again)
    {
        new GeoPackageBuilder().Add("134_Arsuk").Add("1_a").Add(again).Write(Target);
        Assert.Contains("134_A", Refused("DuplicateRegion", Target).Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("$(reboot)")]
    [InlineData(12L)]
    [InlineData(new byte[] { 65 })]
    public void A_name_that_cannot_be_a_folder_is_refused(object? name)
    {
        new GeoPackageBuilder().Add("1_a").Add(name).Write(Target);
        Assert.Contains("Row 2", Refused("InvalidRegionName", Target).Message);
    }

    [Fact]
    public void A_hostile_name_is_shortened_and_its_control_characters_are_replaced()
    {
        new GeoPackageBuilder().Add("\u001b[2J\r\n\u202e" + new string('x', 100_000)).Write(Target);

        var fault = Refused("InvalidRegionName", Target);

        Assert.True(fault.Message.Length < 400);
        Assert.DoesNotContain(fault.Message, character => char.IsControl(character) || character == '\u202e');
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData("12")]
    [InlineData("many")]
    public void An_area_that_is_none_is_refused(object area)
    {
        new GeoPackageBuilder().Add("1_a", area).Write(Target);
        Refused("InvalidRegionArea", Target);
    }

    [Fact]
    public void No_area_is_refused()
    {
        // SQLite stores NaN as NULL.
        new GeoPackageBuilder().Add("1_a", area: DBNull.Value).Write(Target);
        Assert.Contains("NULL", Refused("InvalidRegionArea", Target).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("23VNH,")]
    [InlineData("['23VNH']")]
    [InlineData("23VNI")]
    [InlineData("24")]
    [InlineData(24L)]
    public void Tiles_that_are_none_are_refused(object tiles)
    {
        new GeoPackageBuilder().Add("1_a", tiles: tiles).Write(Target);
        Refused("InvalidRegionTiles", Target);
    }

    [Fact]
    public void No_tiles_are_refused()
    {
        new GeoPackageBuilder().Add("1_a", tiles: DBNull.Value).Write(Target);
        Refused("InvalidRegionTiles", Target);
    }

    public static TheoryData<string> BadGeometries => [.. Geometries.Keys];

    private static Dictionary<string, object> Geometries => new()
    {
        ["none"] = DBNull.Value,
        ["text"] = "POLYGON((0 0, 1 1))",
        ["no bytes"] = Array.Empty<byte>(),
        ["noise"] = new byte[] { 1, 2, 3 },
        ["empty"] = GeoPackageBuilder.Blob(new GeometryFactory(new PrecisionModel(), 3413).CreatePolygon()),
        ["point"] = GeoPackageBuilder.Blob(new GeometryFactory(new PrecisionModel(), 3413).CreatePoint(new Coordinate(1, 2))),
        ["no width"] = Degenerate(),
        ["infinite"] = Infinite(),
        ["cut off"] = GeoPackageBuilder.Box()[..^20],
        ["other reference system"] = GeoPackageBuilder.Box(srid: 4326),
        ["two thousand million points"] = Claiming(int.MaxValue),
        ["a negative number of points"] = Claiming(-1),
        ["nested without end"] = Nested(200_000),
    };

    [Theory]
    [MemberData(nameof(BadGeometries))]
    public void A_geometry_without_bounds_is_refused(string which)
    {
        new GeoPackageBuilder().Add("1_a", geometry: Geometries[which]).Write(Target);
        Assert.Contains("1_a", Refused("InvalidRegionGeometry", Target).Message);
    }

    private static byte[] Degenerate()
    {
        var line = new[] { new Coordinate(5, 0), new Coordinate(5, 9), new Coordinate(5, 4), new Coordinate(5, 0) };
        return GeoPackageBuilder.Blob(new GeometryFactory(new PrecisionModel(), 3413).CreatePolygon(line));
    }

    private static byte[] Infinite()
    {
        var blob = GeoPackageBuilder.Box();
        BinaryPrimitives.WriteDoubleLittleEndian(blob.AsSpan(blob.Length - 3 * 16), double.PositiveInfinity);
        return blob;
    }

    /// <summary>A polygon whose one ring claims a number of points.</summary>
    private static byte[] Claiming(int points)
    {
        var blob = GeoPackageBuilder.Box();
        // The ring's points are the last in the blob, behind their number.
        BinaryPrimitives.WriteInt32LittleEndian(blob.AsSpan(blob.Length - 5 * 16 - 4), points);
        return blob;
    }

    /// <summary>A multipolygon in a multipolygon in a multipolygon.</summary>
    private static byte[] Nested(int depth)
    {
        byte[] header = [(byte)'G', (byte)'P', 0, 1, 0x55, 0x0D, 0, 0];
        byte[] level = [1, 6, 0, 0, 0, 1, 0, 0, 0];
        return [.. header, .. Enumerable.Repeat(level, depth).SelectMany(bytes => bytes)];
    }

    private static GeoPackageBuilder Many()
    {
        var builder = new GeoPackageBuilder();
        for (var number = 1; number <= 200; number++)
            builder.Add(FormattableString.Invariant($"{number:000}_region"));
        return builder;
    }

    private static GlacierBatchException Refused(string errorId, string path)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => RegionCatalog.Read(path));
        Assert.True(fault.ErrorId == errorId, $"{fault.ErrorId}: {fault.Message}");
        Assert.NotEmpty(fault.Recommendation ?? "");
        return fault;
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Target, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
