using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Writes small GeoPackages as region catalogues, and the faulty ones that people have.</summary>
internal sealed class GeoPackageBuilder
{
    private readonly List<object[]> rows = [];

    /// <summary>The feature layers that hold the rows, each a copy of the other.</summary>
    public IReadOnlyList<string> Layers { get; init; } = ["regions"];

    /// <summary>The columns of name, area and tiles; null leaves one out.</summary>
    public string? RegionColumn { get; init; } = "region";

    public string? AreaColumn { get; init; } = "Area";

    public string? TilesColumn { get; init; } = "utm_grid";

    public string GeometryColumn { get; init; } = "geom";

    public int SrsId { get; init; } = 3413;

    public string Organization { get; init; } = "EPSG";

    public int OrganizationCode { get; init; } = 3413;

    public string Definition { get; init; } = "PROJCS[\"WGS 84 / NSIDC Sea Ice Polar Stereographic North\"]";

    public bool WriteAheadLog { get; init; }

    /// <summary>A polygon's GeoPackage blob.</summary>
    public static byte[] Box(double minX = 0, double minY = 0, double maxX = 3000, double maxY = 6000, int srid = 3413)
    {
        var box = new GeometryFactory(new PrecisionModel(), srid).ToGeometry(new Envelope(minX, maxX, minY, maxY));
        return Blob(box);
    }

    public static byte[] Blob(Geometry geometry) => new GeoPackageGeoWriter { HandleOrdinates = Ordinates.XY }.Write(geometry);

    public GeoPackageBuilder Add(object? name, object? area = null, object? tiles = null, object? geometry = null)
    {
        rows.Add([name ?? DBNull.Value, area ?? 18.0, tiles ?? "23VNH", geometry ?? Box()]);
        return this;
    }

    public string Write(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        Execute(connection, WriteAheadLog ? "PRAGMA journal_mode = WAL" : "PRAGMA application_id = 1196444487");
        using (var transaction = connection.BeginTransaction())
        {
            WriteTables(connection);
            foreach (var layer in Layers)
                WriteLayer(connection, layer);
            transaction.Commit();
        }

        return path;
    }

    private static void Execute(SqliteConnection connection, string sql, params object?[] values)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var index = 0; index < values.Length; index++)
            command.Parameters.AddWithValue($"$p{index}", values[index]);
        command.ExecuteNonQuery();
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private void WriteTables(SqliteConnection connection)
    {
        Execute(connection, """
            CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
                organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
            CREATE TABLE gpkg_contents (table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, srs_id INTEGER);
            CREATE TABLE gpkg_geometry_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
                srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL);
            """);
        Execute(connection, "INSERT INTO gpkg_spatial_ref_sys VALUES ('system', $p0, $p1, $p2, $p3, NULL)",
            SrsId, Organization, OrganizationCode, Definition);
    }

    private void WriteLayer(SqliteConnection connection, string layer)
    {
        Execute(connection, "INSERT INTO gpkg_contents VALUES ($p0, 'features', $p1)", layer, SrsId);
        Execute(connection, "INSERT INTO gpkg_geometry_columns VALUES ($p0, $p1, 'POLYGON', $p2, 0, 0)", layer, GeometryColumn, SrsId);
        // Without types, so that a row can hold what it should not.
        var columns = new[] { RegionColumn, AreaColumn, TilesColumn, GeometryColumn };
        var kept = Enumerable.Range(0, columns.Length).Where(index => columns[index] is not null).ToArray();
        var names = string.Join(", ", kept.Select(index => Quoted(columns[index] ?? "")));
        Execute(connection, $"CREATE TABLE {Quoted(layer)} (fid INTEGER PRIMARY KEY, {names})");
        foreach (var row in rows)
        {
            var values = string.Join(", ", kept.Select((_, position) => $"$p{position}"));
            Execute(connection, $"INSERT INTO {Quoted(layer)} ({names}) VALUES ({values})", [.. kept.Select(index => row[index])]);
        }
    }
}
