using System.Collections.Concurrent;
using GlacierBatch.Contract.Coverage;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Lists the raw tiles that a script downloaded, and how much of the region each covers. They stay behind for the most part; their
/// list later tells whether a scene is missing that should have been clipped.
/// </summary>
internal static class RawTileInventory
{
    /// <summary>The tiles by path, measured: a scene's tiles after each other, scenes side by side.</summary>
    /// <param name="region">The region.</param>
    /// <param name="files">What the script left.</param>
    /// <param name="stop">Whoever is cut off has no time to measure: the tiles that are left over are listed only.</param>
    public static async Task<IReadOnlyList<RawTile>> MeasureAsync(Region region, IEnumerable<CollectedFile> files, CancellationToken stop)
    {
        var scenes = files.Where(file => file.Kind == OutputKind.RawTile)
            .GroupBy(file => OutputLayout.SceneOfTile(file.Path), StringComparer.Ordinal).ToList();
        if (scenes is [var only]) return await MeasureSceneAsync(region, [.. only], stop);
        var measured = new ConcurrentBag<RawTile>();
        await Parallel.ForEachAsync(
            scenes,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = CancellationToken.None },
            async (scene, _) =>
            {
                foreach (var tile in await MeasureSceneAsync(region, [.. scene], stop)) measured.Add(tile);
            });
        return [.. measured.OrderBy(tile => tile.Path, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<RawTile>> MeasureSceneAsync(
        Region region, IReadOnlyList<CollectedFile> files, CancellationToken stop)
    {
        var coverage = new RegionCoverage(region);
        var tiles = new List<RawTile>();
        foreach (var file in files) tiles.Add(await MeasureAsync(coverage, file, stop));
        return tiles.TrueForAll(tile => tile.Coverage is not null)
            ? [.. tiles.Select(tile => tile with { SceneCoverage = Round(coverage.Share) })]
            : tiles;
    }

    private static async Task<RawTile> MeasureAsync(RegionCoverage coverage, CollectedFile file, CancellationToken stop)
    {
        var tile = new RawTile(file.Path, file.Size, file.Fault);
        if (file.Fault is not null || stop.IsCancellationRequested) return tile;
        try
        {
            await using var content = new FileStream(file.FullPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return tile with { Coverage = Round(await coverage.AddAsync(content, stop)) };
        }
        catch (Exception fault) when (fault is TiffFormatException or PixelsDamagedException)
        {
            return tile with { Fault = fault.Message };
        }
        catch (Exception fault) when (fault is PixelsUnreadableException or IOException or UnauthorizedAccessException
            or OperationCanceledException)
        {
            return tile; // Not measured, which the record says by saying nothing.
        }
    }

    private static double Round(double share) => Math.Round(share, 4);
}
