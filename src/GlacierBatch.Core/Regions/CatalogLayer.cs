using Microsoft.Data.Sqlite;

namespace GlacierBatch.Core.Regions;

/// <summary>The feature layer of a GeoPackage that holds the regions.</summary>
/// <param name="Table">The name of its table.</param>
/// <param name="GeometryColumn">The column of the geometry.</param>
/// <param name="SrsId">The GeoPackage's own number of the reference system.</param>
/// <param name="Columns">The names of all its columns.</param>
internal sealed record CatalogLayer(string Table, string GeometryColumn, long SrsId, IReadOnlyList<string> Columns)
{
    /// <summary>The column of the name; the production scripts read it, and they mind the case.</summary>
    public const string RegionColumn = "region";

    /// <summary>The column of the area, in km2.</summary>
    public const string AreaColumn = "Area";

    /// <summary>The column of the tiles, as <c>23VNJ,23VPJ</c>.</summary>
    public const string TilesColumn = "utm_grid";

    /// <summary>The one layer with a <c>region</c> column.</summary>
    /// <exception cref="GlacierBatchException">
    /// CatalogNotGeoPackage, CatalogWithoutRegionColumn, CatalogAmbiguous or CatalogWithoutColumn.
    /// </exception>
    public static CatalogLayer Find(SqliteConnection connection, string path)
    {
        RefuseMissingTables(connection, path);
        var layers = Features(connection);
        var candidates = layers.Where(layer => layer.Columns.Contains(RegionColumn)).ToList();
        if (candidates.Count == 0)
            throw WithoutRegionColumn(path, layers);
        if (candidates.Count > 1)
            throw Ambiguous(path, candidates);

        var missing = new[] { AreaColumn, TilesColumn }.Where(column => !candidates[0].Columns.Contains(column)).ToList();
        return missing.Count == 0 ? candidates[0] : throw WithoutColumn(path, candidates[0], missing);
    }

    /// <summary>The EPSG code of the layer's reference system.</summary>
    /// <exception cref="GlacierBatchException">CatalogWithoutEpsg or CatalogNotProjected.</exception>
    public int ReadEpsg(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = $id";
        command.Parameters.AddWithValue("$id", SrsId);
        using var row = command.ExecuteReader();
        if (!row.Read()
            || row.GetValue(0) is not string organization || !organization.Equals("EPSG", StringComparison.OrdinalIgnoreCase)
            || row.GetValue(1) is not long code || code is <= 0 or > int.MaxValue)
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "CatalogWithoutEpsg",
                $"The layer '{MessageText.Of(Table)}' of the region catalogue '{MessageText.OfPath(path)}' has no EPSG reference system.",
                "Assign it one when writing the GeoPackage; the production catalogue has EPSG:3413.", path);
        }

        // Every size in the product is in metres; degrees would give templates of a few pixels.
        if (row.GetValue(2) is string definition && definition.TrimStart().StartsWith("GEO", StringComparison.OrdinalIgnoreCase))
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "CatalogNotProjected",
                FormattableString.Invariant(
                    $"The region catalogue '{MessageText.OfPath(path)}' is in degrees (EPSG:{code}), not in metres."),
                "Reproject it to EPSG:3413, the production catalogue's reference system.", path);
        }

        return (int)code;
    }

    private static void RefuseMissingTables(SqliteConnection connection, string path)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT count(DISTINCT lower(name)) FROM sqlite_master
            WHERE type IN ('table', 'view') AND lower(name) IN ('gpkg_contents', 'gpkg_geometry_columns', 'gpkg_spatial_ref_sys')
            """;
        if (command.ExecuteScalar() is not 3L)
            throw GeoPackageFile.NotGeoPackage(path, "it is a SQLite database without the tables of one");
    }

    private static List<CatalogLayer> Features(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.table_name, g.column_name, g.srs_id, p.name
            FROM gpkg_contents c
            JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name)
            JOIN pragma_table_info(c.table_name) p
            WHERE c.data_type = 'features'
            ORDER BY c.table_name, p.cid
            """;
        using var row = command.ExecuteReader();
        var columns = new List<(string Table, string Geometry, long Srs, string Column)>();
        while (row.Read())
            columns.Add((row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetString(3)));
        return [.. columns
            .GroupBy(column => (column.Table, column.Geometry, column.Srs), column => column.Column)
            .Select(layer => new CatalogLayer(layer.Key.Table, layer.Key.Geometry, layer.Key.Srs, [.. layer]))];
    }

    private static GlacierBatchException WithoutRegionColumn(string path, List<CatalogLayer> layers)
    {
        var found = layers.Count == 0
            ? "it has no feature layer"
            : $"its columns are {Listed(layers.SelectMany(layer => layer.Columns).Distinct())}";
        return new GlacierBatchException(
            ErrorKind.InvalidData, "CatalogWithoutRegionColumn",
            $"The region catalogue '{MessageText.OfPath(path)}' has no layer with a column '{RegionColumn}': {found}.",
            $"Name the regions in a text column called {RegionColumn}, in lower case, as the production scripts read it.", path);
    }

    private static GlacierBatchException Ambiguous(string path, List<CatalogLayer> candidates) => new(
        ErrorKind.InvalidData, "CatalogAmbiguous",
        $"The region catalogue '{MessageText.OfPath(path)}' has {candidates.Count} layers with a column '{RegionColumn}': "
        + $"{Listed(candidates.Select(layer => layer.Table))}.",
        "Keep one of them in the file, for instance with ogr2ogr.", path);

    private static GlacierBatchException WithoutColumn(string path, CatalogLayer layer, List<string> missing) => new(
        ErrorKind.InvalidData, "CatalogWithoutColumn",
        $"The layer '{MessageText.Of(layer.Table)}' of the region catalogue '{MessageText.OfPath(path)}' lacks {Listed(missing)}.",
        $"It needs {AreaColumn} (km2) and {TilesColumn} (Sentinel-2 tiles, as 23VNJ,23VPJ), spelled so.", path);

    private static string Listed(IEnumerable<string> names) =>
        MessageText.Of(string.Join(", ", names.Select(name => MessageText.Of(name, 40))), 240);
}
