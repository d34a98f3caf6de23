using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Core.Regions;

/// <summary>A region, and where in which catalogue it stands.</summary>
public sealed record CatalogRegion
{
    internal CatalogRegion(Region region, int index, string? environment) => (Region, Index, Environment) = (region, index, environment);

    /// <summary>The name.</summary>
    public string Name => Region.Name;

    /// <summary>The number that the name begins with, or null.</summary>
    public int? Number => Region.Number;

    /// <summary>The position in the catalogue, from 0.</summary>
    public int Index { get; }

    /// <summary>Area in square kilometres.</summary>
    public double AreaKm2 => Region.AreaKm2;

    /// <summary>How many tiles cover it.</summary>
    public int TileCount => Region.Tiles.Count;

    /// <summary>The tiles that cover it.</summary>
    public IReadOnlyList<string> Tiles => Region.Tiles;

    /// <summary>The bounding box, in metres.</summary>
    public Bounds Bounds => Region.Bounds;

    /// <summary>EPSG code of the coordinate reference system.</summary>
    public int Epsg => Region.Epsg;

    /// <summary>The environment whose workload carries the catalogue, or null where the catalogue was named.</summary>
    public string? Environment { get; }

    internal Region Region { get; }

    /// <summary>The regions that a query selects.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="query">The query.</param>
    public static IEnumerable<CatalogRegion> Select(RegionCatalog catalog, RegionQuery query)
    {
        var index = 0;
        foreach (var region in query.Select(catalog))
        {
            while (!ReferenceEquals(catalog.Regions[index], region)) index++;
            yield return new CatalogRegion(region, index, query.Environment);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
