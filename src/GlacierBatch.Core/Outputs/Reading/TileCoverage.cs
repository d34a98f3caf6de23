using GlacierBatch.Contract.Coverage;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>How much of a region raw tiles cover that were kept in the store.</summary>
internal static class TileCoverage
{
    private const int TilePage = 256 << 10;

    /// <summary>The share of the region, 0 to 1, where one of the tiles has data.</summary>
    /// <exception cref="PixelsUnreadableException">It cannot be measured; the message says why.</exception>
    /// <exception cref="PixelsDamagedException">A tile's pixels are damaged.</exception>
    /// <exception cref="TiffFormatException">A tile is no whole TIFF.</exception>
    public static async Task<double> MeasureAsync(OutputScope scope, IEnumerable<StoredFile> tiles, CancellationToken cancellationToken)
    {
        if (scope.Area.Region is not { } region) throw new PixelsUnreadableException(scope.Area.Fault ?? "the region is not known");
        var coverage = new RegionCoverage(region);
        foreach (var tile in tiles)
        {
            await using var stream = await ObjectStream.OpenAsync(scope.Store, tile.Entry, TilePage, scope.Meter, cancellationToken);
            await coverage.AddAsync(stream, cancellationToken);
        }

        return coverage.Share;
    }
}
