using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>Takes stock of what a script wrote. Error pages saved as .tif and cut-off rasters are found here.</summary>
public static class OutputCollector
{
    /// <summary>The files below the base folder, by path in ordinal order. Links are passed over: they could lead anywhere.</summary>
    public static async Task<IReadOnlyList<CollectedFile>> CollectAsync(
        GlacierTask task, string baseFolder, CancellationToken cancellationToken)
    {
        var everything = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
            IgnoreInaccessible = false,
        };
        var files = new List<CollectedFile>();
        foreach (var file in new DirectoryInfo(baseFolder).EnumerateFiles("*", everything))
        {
            var path = Path.GetRelativePath(baseFolder, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            var kind = OutputLayout.Classify(task.Satellite, task.Region, path);
            var fault = ObjectKey.FindFault(path) ?? await FindFaultAsync(file.FullName, cancellationToken);
            files.Add(new CollectedFile(path, file.FullName, kind, file.Length, fault) { Modified = file.LastWriteTimeUtc });
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    private static async Task<string?> FindFaultAsync(string path, CancellationToken cancellationToken)
    {
        if (!path.EndsWith(".tif", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            await using var stream = File.OpenRead(path);
            await TiffHeader.ReadAsync(stream, cancellationToken);
            return null;
        }
        catch (TiffFormatException fault)
        {
            return fault.Message;
        }
    }
}
