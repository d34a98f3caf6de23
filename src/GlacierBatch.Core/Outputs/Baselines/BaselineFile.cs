using GlacierBatch.Contract.Json;

namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>A baseline as a file of this machine.</summary>
public static class BaselineFile
{
    /// <summary>Reads one.</summary>
    /// <exception cref="GlacierBatchException">BaselineNotFound, BaselineUnreadable.</exception>
    public static async Task<Baseline> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return Baseline.Read(await File.ReadAllBytesAsync(path, cancellationToken), path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "BaselineNotFound", $"There is no baseline {MessageText.OfPath(path)}.",
                "Make one of a known-good output with Export-GlacierBaseline.", path, fault);
        }
        catch (InvalidDataException fault)
        {
            throw new GlacierBatchException(ErrorKind.InvalidData, "BaselineUnreadable", fault.Message,
                "Give a file that Export-GlacierBaseline wrote.", path, fault);
        }
    }

    /// <summary>Writes one; it appears whole or not at all.</summary>
    /// <exception cref="GlacierBatchException">BaselineExists: there is one, and it is not to be replaced.</exception>
    public static async Task<BaselineSummary> WriteAsync(string path, Baseline baseline, bool replace, CancellationToken cancellationToken)
    {
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await File.WriteAllBytesAsync(partial, Documents.Write(baseline, BaselineJson.Default.Baseline), cancellationToken);
            File.Move(partial, path, replace);
        }
        catch (IOException fault) when (!replace && File.Exists(path))
        {
            throw new GlacierBatchException(ErrorKind.AlreadyExists, "BaselineExists",
                $"There is a file {MessageText.OfPath(path)} already.",
                "Give another -Path, or -Force to replace it.", path, fault);
        }
        finally
        {
            File.Delete(partial);
        }

        var hasPixels = baseline.Tasks.Any(task => task.Scenes.Any(scene => scene.Pixels is not null));
        return new BaselineSummary(path, baseline.Tasks.Count, baseline.SceneCount(), hasPixels, new FileInfo(path).Length);
    }
}
