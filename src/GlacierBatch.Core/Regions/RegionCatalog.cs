using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Core.Regions;

/// <summary>The regions of a GeoPackage, ordered by name (ordinal), as the production scripts order and slice them.</summary>
public sealed class RegionCatalog
{
    internal RegionCatalog(string path, int epsg, IEnumerable<Region> regions)
    {
        Path = path;
        Epsg = epsg;
        Regions = Array.AsReadOnly(regions.OrderBy(region => region.Name, StringComparer.Ordinal).ToArray());
        if (Regions.Count == 0)
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "CatalogEmpty", $"The region catalogue '{MessageText.OfPath(path)}' holds no regions.",
                "Name the GeoPackage of the regions with -Catalog.", path);
        }

        RefuseDuplicates();
    }

    /// <summary>The full path of the GeoPackage.</summary>
    public string Path { get; }

    /// <summary>EPSG code of the coordinate reference system of all regions; 3413 in the production catalogue.</summary>
    public int Epsg { get; }

    /// <summary>All regions, ordered by name (ordinal); at least one.</summary>
    public IReadOnlyList<Region> Regions { get; }

    /// <summary>Reads a catalogue; nothing is written in or beside the file, which may be read-only in a read-only folder.</summary>
    /// <param name="path">The GeoPackage; a relative path is one of the process's current folder.</param>
    /// <exception cref="GlacierBatchException">
    /// CatalogNotFound, CatalogUnreadable, CatalogBusy, CatalogNotGeoPackage, CatalogDamaged: the file;
    /// CatalogWithoutRegionColumn, CatalogWithoutColumn, CatalogAmbiguous, CatalogWithoutEpsg, CatalogNotProjected, CatalogEmpty: its
    /// layer; InvalidRegionName, InvalidRegionArea, InvalidRegionTiles, InvalidRegionGeometry, DuplicateRegion: its rows.
    /// </exception>
    public static RegionCatalog Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var full = System.IO.Path.GetFullPath(path);
        return GeoPackageFile.Read(full, connection =>
        {
            var layer = CatalogLayer.Find(connection, full);
            var epsg = layer.ReadEpsg(connection, full);
            return new RegionCatalog(full, epsg, new RegionRows(layer, epsg, full).ReadAll(connection));
        });
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Path} ({Regions.Count} regions)");

    // Names that differ in case only are one folder on Windows and macOS, and one name to PowerShell.
    private void RefuseDuplicates()
    {
        var seen = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var region in Regions)
        {
            if (seen.TryAdd(region.Name, region.Name))
                continue;
            var other = seen[region.Name];
            var what = other == region.Name
                ? $"the region {other} more than once"
                : $"the regions {other} and {region.Name}, which differ in case only";
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "DuplicateRegion", $"The region catalogue '{MessageText.OfPath(Path)}' has {what}.",
                "Rename or remove one: outputs are known by the region's name.", region.Name);
        }
    }
}
