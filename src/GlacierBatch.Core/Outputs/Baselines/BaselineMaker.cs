using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Outputs.Pixels;
using GlacierBatch.Core.Outputs.Reading;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>Freezes outputs that were proved good.</summary>
internal sealed class BaselineMaker(OutputVerifier verifier)
{
    /// <summary>More pixels than this, packed, are no baseline any more but a copy of the data.</summary>
    private const long MaxPackedBytes = 256L << 20;

    private const int ScanPage = 1 << 20;

    /// <summary>Freezes one task's output.</summary>
    /// <exception cref="GlacierBatchException">OutputNotProved, BaselineTooLarge.</exception>
    public async Task<BaselineTask> FreezeAsync(GlacierEnvironment environment, Job job, bool includePixels,
        CancellationToken cancellationToken)
    {
        var (verdict, scope, inspections) = await verifier.InspectAsync(environment, job, new VerifyOptions { Deep = true },
            cancellationToken);
        if (verdict.Status != CheckStatus.Passed || scope?.Result is not { } result)
        {
            throw new GlacierBatchException(ErrorKind.InvalidData, "OutputNotProved",
                $"The output of {job.JobId} is no known-good one: {verdict.Evidence}",
                "Look at its checks with Test-GlacierOutput -Deep, mend it or leave the job out.", job.JobId);
        }

        var scenes = new List<BaselineScene>();
        var packed = 0L;
        foreach (var scene in inspections.Where(inspection => inspection is { IsScene: true, Facts: not null }))
        {
            var pixels = includePixels ? await PackAsync(scope, scene, cancellationToken) : null;
            packed += pixels?.Length ?? 0;
            if (packed > MaxPackedBytes)
            {
                throw new GlacierBatchException(ErrorKind.InvalidArgument, "BaselineTooLarge",
                    $"The pixels of {job.JobId} alone are more than {MaxPackedBytes >> 20} MiB.",
                        "Freeze fewer scenes, or leave -IncludePixels out.", job.JobId);
            }

            scenes.Add(ToScene(scene, pixels));
        }

        return new BaselineTask(
            job.Region, job.Satellite, job.StartDate, job.EndDate, job.RunName, result.Provenance,
            [.. scenes.OrderBy(scene => scene.Name, StringComparer.Ordinal)]);
    }

    private static BaselineScene ToScene(FileInspection scene, byte[]? pixels)
    {
        var (header, facts) = (scene.Image!.Header, scene.Facts!);
        return new BaselineScene(
            scene.Stem, header.Width, header.Height, scene.File.Size, scene.File.Sha256, facts.Sha256, facts.Valid, pixels);
    }

    private static async Task<byte[]> PackAsync(OutputScope scope, FileInspection scene, CancellationToken cancellationToken)
    {
        await using var stream = await ObjectStream.OpenAsync(scope.Store, scene.Entry!, ScanPage, scope.Meter, cancellationToken);
        using var pack = new PixelPack();
        await LibTiffPixels.Open(scene.Image!, stream).ReadAllAsync(pack.Take, cancellationToken);
        return pack.ToBytes();
    }
}
