using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using GlacierBatch.Contract.Regions;
using Microsoft.Data.Sqlite;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace GlacierBatch.Core.Regions;

/// <summary>Turns rows of the catalogue's layer into regions, and refuses what could not be processed.</summary>
/// <param name="layer">The layer.</param>
/// <param name="epsg">The EPSG code of its reference system.</param>
/// <param name="path">The catalogue, for messages.</param>
internal sealed partial class RegionRows(CatalogLayer layer, int epsg, string path)
{
    private const string Fix = "Correct that row in the GeoPackage, for instance with QGIS.";
    private const int WkbPolygon = 3;
    private const int WkbMultiPolygon = 6;

    private readonly GeoPackageGeoReader geometries = new() { HandleSRID = true, HandleOrdinates = Ordinates.XY };

    /// <summary>All rows, in the order of the table.</summary>
    /// <exception cref="GlacierBatchException">
    /// InvalidRegionName, InvalidRegionArea, InvalidRegionTiles or InvalidRegionGeometry.
    /// </exception>
    public IReadOnlyList<Region> ReadAll(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        // Values, never names, can be parameters: names are quoted.
        var columns = new[] { CatalogLayer.RegionColumn, CatalogLayer.AreaColumn, CatalogLayer.TilesColumn, layer.GeometryColumn };
        command.CommandText = $"SELECT {string.Join(", ", columns.Select(Quoted))} FROM {Quoted(layer.Table)}";
        using var row = command.ExecuteReader();
        var regions = new List<Region>();
        while (row.Read())
            regions.Add(Read(row, regions.Count + 1));
        return regions;
    }

    private Region Read(SqliteDataReader row, int number)
    {
        if (row.GetValue(0) is not string name || !RegionName.IsValid(name))
        {
            var given = row.IsDBNull(0) ? "no name" : $"the name {Shown(row, 0)}, which cannot be used";
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "InvalidRegionName",
                FormattableString.Invariant($"Row {number} of the region catalogue '{MessageText.OfPath(path)}' has {given}."),
                $"A name is {RegionName.Rule}: it becomes a folder, an object key and an argument of the scripts.", path);
        }

        return new Region(name, Area(row, name), Tiles(row, name), Extent(row, name), epsg);
    }

    private double Area(SqliteDataReader row, string name)
    {
        var area = row.GetValue(1) switch
        {
            double real => real,
            long integer => integer,
            _ => double.NaN,
        };
        if (double.IsFinite(area) && area >= 0)
            return area;
        throw Invalid("InvalidRegionArea", name, $"{CatalogLayer.AreaColumn} {Shown(row, 1)}, which is no area in km2");
    }

    private IReadOnlyList<string> Tiles(SqliteDataReader row, string name)
    {
        var tiles = (row.GetValue(2) as string)?.Split(',', StringSplitOptions.TrimEntries).Distinct().ToList();
        if (tiles is { Count: > 0 } && tiles.TrueForAll(tile => Tile().IsMatch(tile)))
            return tiles.AsReadOnly();
        throw Invalid(
            "InvalidRegionTiles", name, $"{CatalogLayer.TilesColumn} {Shown(row, 2)}, which is no list of tiles such as 23VNJ,23VPJ");
    }

    private Bounds Extent(SqliteDataReader row, string name)
    {
        if (row.GetValue(3) is not byte[] blob)
            throw Invalid("InvalidRegionGeometry", name, "no geometry");
        if (WkbType(blob) is not (WkbPolygon or WkbMultiPolygon))
            throw Invalid("InvalidRegionGeometry", name, "a geometry that is no polygon");

        var geometry = Parse(blob, name);
        if (geometry.SRID > 0 && geometry.SRID != layer.SrsId)
        {
            throw Invalid(
                "InvalidRegionGeometry", name, $"a geometry in another reference system ({geometry.SRID}) than its layer ({layer.SrsId})");
        }

        var box = geometry.EnvelopeInternal;
        if (geometry.IsEmpty || box.IsNull)
            throw Invalid("InvalidRegionGeometry", name, "an empty geometry");
        if (!(box.Width > 0 && box.Height > 0 && double.IsFinite(box.Width) && double.IsFinite(box.Height)))
            throw Invalid("InvalidRegionGeometry", name, "a geometry without an extent");
        return new Bounds(box.MinX, box.MinY, box.MaxX, box.MaxY);
    }

    private Geometry Parse(byte[] blob, string name)
    {
        try
        {
            return geometries.Read(blob);
        }
        // The reader has no exception of its own: bad bytes end as parse, range, end-of-stream, overflow or cast errors.
        catch (Exception fault)
        {
            throw Invalid("InvalidRegionGeometry", name, "a geometry that cannot be read", fault);
        }
    }

    /// <summary>The type of the geometry without its dimensions, or null where the header is none of a GeoPackage's.</summary>
    private static uint? WkbType(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 8 || !blob.StartsWith("GP"u8))
            return null;
        int[] envelopes = [0, 32, 48, 48, 64];
        var kind = (blob[3] >> 1) & 7;
        if (kind >= envelopes.Length || blob.Length < 8 + envelopes[kind] + 5)
            return null;
        var wkb = blob[(8 + envelopes[kind])..];
        var type = wkb[0] == 0
            ? BinaryPrimitives.ReadUInt32BigEndian(wkb[1..])
            : BinaryPrimitives.ReadUInt32LittleEndian(wkb[1..]);
        return (type & 0x0FFFFFFF) % 1000;
    }

    private static string Shown(SqliteDataReader row, int column) => row.GetValue(column) switch
    {
        string text => $"'{MessageText.Of(text)}'",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        byte[] => "a blob",
        _ => "NULL",
    };

    private GlacierBatchException Invalid(string errorId, string name, string what, Exception? inner = null) => new(
        ErrorKind.InvalidData, errorId, $"Region {name} of the catalogue '{MessageText.OfPath(path)}' has {what}.", Fix, name, inner);

    private static string Quoted(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    [GeneratedRegex(@"^[0-9]{1,2}[C-HJ-NP-X][A-HJ-NP-Z][A-HJ-NP-V]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Tile();
}
