using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Core.Outputs.Pixels;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Looks at the pixels of scenes: at a few, or at all.</summary>
internal sealed class SceneInspector
{
    private const int ScanPage = 1 << 20;

    /// <summary>So many times a region's pixels, or so many where the region is not known, are worth reading.</summary>
    private const int MaxExcess = 4;
    private const long MaxPixels = 500_000_000;

    private readonly OutputScope _scope;
    private readonly Dictionary<string, BaselineScene> _kept;
    private readonly long _maxPixels;

    /// <param name="scope">What is verified.</param>
    public SceneInspector(OutputScope scope)
    {
        _scope = scope;
        _kept = scope.Options is { Tolerance: not null, Baseline: { } baseline }
            ? baseline.Of(scope.Region, scope.Satellite).SelectMany(task => task.Scenes).Where(scene => scene.Pixels is not null)
                .DistinctBy(scene => scene.Name).ToDictionary(scene => scene.Name, StringComparer.Ordinal)
            : [];
        var resolution = scope.Satellite.ResolutionMetres();
        _maxPixels = scope.Area.Region is { Bounds: var bounds }
            ? (long)Math.Min(MaxPixels, MaxExcess * (bounds.Width / resolution) * (bounds.Height / resolution))
            : MaxPixels;
    }

    /// <summary>Looks at a few places; at everything where those do not settle it.</summary>
    public async Task<FileInspection> SampleAsync(FileInspection inspection, Stream stream, CancellationToken cancellationToken)
    {
        var image = inspection.Image!;
        return await GuardAsync(inspection, async () =>
        {
            RequirePlausible(image);
            var sample = await LibTiffPixels.Open(image, stream).SampleAsync(PixelReader.NoDataOf(image.Header), cancellationToken);
            return sample is null ? await ScanAsync(inspection, cancellationToken) : inspection with { Sample = sample };
        });
    }

    /// <summary>Reads all pixels.</summary>
    public async Task<FileInspection> ScanAsync(FileInspection inspection, CancellationToken cancellationToken)
    {
        var image = inspection.Image!;
        return await GuardAsync(inspection, async () =>
        {
            RequirePlausible(image);
            await using var stream = await ObjectStream.OpenAsync(_scope.Store, inspection.Entry!, ScanPage, _scope.Meter,
                cancellationToken);
            using var scan = new PixelScan(PixelReader.NoDataOf(image.Header));
            using var comparison = _kept.TryGetValue(inspection.Stem, out var kept)
                && kept.Width == image.Header.Width && kept.Height == image.Header.Height ? new PixelComparison(kept.Pixels!) : null;
            await LibTiffPixels.Open(image, stream).ReadAllAsync(pixels =>
            {
                scan.Take(pixels);
                comparison?.Take(pixels);
            }, cancellationToken);
            return inspection with { Facts = scan.ToFacts(), Difference = comparison?.ToDifference() };
        });
    }

    private static async Task<FileInspection> GuardAsync(FileInspection inspection, Func<Task<FileInspection>> look)
    {
        try
        {
            return await look();
        }
        catch (PixelsDamagedException fault)
        {
            return inspection with { PixelFault = fault.Message };
        }
        catch (PixelsUnreadableException fault)
        {
            return inspection with { PixelDoubt = fault.Message };
        }
    }

    private void RequirePlausible(TiffImage image)
    {
        var (width, height) = (image.Header.Width, image.Header.Height);
        if ((long)width * height <= _maxPixels) return;
        throw new PixelsUnreadableException(FormattableString.Invariant($"it has {width} x {height} pixels, far more than the region"));
    }
}
