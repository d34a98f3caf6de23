using System.IO.Enumeration;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Takes stock of what a script wrote. Error pages saved as .tif, cut-off rasters, and what is no plain file at all are found here.
/// </summary>
public static class OutputCollector
{
    /// <summary>Far above any list of the scripts', in bytes: lists are merged in memory.</summary>
    private const long MaxListBytes = 32 << 20;

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = true, ReturnSpecialDirectories = false,
    };

    /// <summary>
    /// The files below the base folder, by path in ordinal order. Links are among them, with their fault, and are never followed: they
    /// could lead anywhere. Nothing is found where the base folder itself is gone or became a link.
    /// </summary>
    public static async Task<IReadOnlyList<CollectedFile>> CollectAsync(
        GlacierTask task, string baseFolder, CancellationToken cancellationToken)
    {
        var root = new DirectoryInfo(baseFolder);
        if (!root.Exists || root.LinkTarget is not null) return [];
        var files = new List<CollectedFile>();
        foreach (var fullPath in FindFiles(baseFolder))
        {
            var path = Path.GetRelativePath(baseFolder, fullPath).Replace(Path.DirectorySeparatorChar, '/');
            var kind = OutputLayout.Classify(task.Satellite, task.Region, path);
            var file = new FileInfo(fullPath);
            if (PlainFile.FindFault(fullPath) is { } special)
            {
                files.Add(new CollectedFile(path, fullPath, kind, 0, special));
                continue;
            }

            // .NET shows a name that is no UTF-8 as another, of which there is no file. What else is gone by now was removed meanwhile.
            if (!file.Exists)
            {
                if (path.Contains('\uFFFD')) files.Add(new CollectedFile(path, fullPath, kind, 0, "its name is not UTF-8"));
                continue;
            }

            var fault = ObjectKey.FindFault(path) ?? await FindFaultAsync(file, kind, cancellationToken);
            files.Add(new CollectedFile(path, fullPath, kind, file.Length, fault) { Modified = file.LastWriteTimeUtc });
        }

        return [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>All that is no folder. Folders whose path no key can have hold no outputs, and may be nested without end.</summary>
    private static FileSystemEnumerable<string> FindFiles(string baseFolder) => new(
        baseFolder, (ref FileSystemEntry entry) => entry.ToFullPath(), Everything)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(ref entry),
        ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(ref entry)
            && ObjectKey.FindFault(Path.GetRelativePath(baseFolder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/')) is null,
    };

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);

    private static async Task<string?> FindFaultAsync(FileInfo file, OutputKind kind, CancellationToken cancellationToken)
    {
        if (kind is OutputKind.SceneMetadata or OutputKind.CombinedMetadata or OutputKind.QueryResults && file.Length > MaxListBytes)
            return $"its {file.Length} bytes are more than any list of scenes has";
        if (!file.Name.EndsWith(".tif", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            await using var stream = File.OpenRead(file.FullName);
            await TiffHeader.ReadAsync(stream, cancellationToken);
            return null;
        }
        catch (TiffFormatException fault)
        {
            return fault.Message;
        }
    }
}
