using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Regions;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Where a region is, by the environment's catalogue, or why that is not known.</summary>
internal sealed class RegionArea
{
    private readonly RegionCatalog? _catalog;

    private RegionArea(RegionCatalog? catalog, Region? region, string? fault) => (_catalog, Region, Fault) = (catalog, region, fault);

    /// <summary>The region, or null where it is not known.</summary>
    public Region? Region { get; }

    /// <summary>The Sentinel-2 tiles that cover it, as far as they are known.</summary>
    public IReadOnlyList<string> Tiles => Region?.Tiles ?? [];

    /// <summary>Why it is not known.</summary>
    public string? Fault { get; }

    /// <summary>Looks a region up.</summary>
    public static async Task<RegionArea> FindAsync(
        CatalogReader catalogs, GlacierEnvironment environment, string name, CancellationToken cancellationToken)
    {
        try
        {
            var catalog = await catalogs(environment, cancellationToken);
            var region = catalog.Regions.FirstOrDefault(region => region.Name == name);
            return new RegionArea(catalog, region, region is null ? $"the catalogue has no region {name}" : null);
        }
        catch (Exception fault) when (fault is GlacierBatchException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new RegionArea(null, null, $"the catalogue could not be read: {fault.Message}");
        }
    }

    /// <summary>The region that has these bounds, or null.</summary>
    public string? NameOf(Bounds bounds) => _catalog?.Regions.FirstOrDefault(region => IsSame(region.Bounds, bounds))?.Name;

    private static bool IsSame(Bounds one, Bounds other) =>
        Math.Abs(one.MinX - other.MinX) < 1 && Math.Abs(one.MinY - other.MinY) < 1
        && Math.Abs(one.MaxX - other.MaxX) < 1 && Math.Abs(one.MaxY - other.MaxY) < 1;
}
