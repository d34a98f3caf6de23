using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Tells which of a script's files it has finished while it still runs, or had when it was cut off. sentinel2 writes a scene's own
/// CSV once the scene is whole; landsat goes on to the next scene.
/// </summary>
internal static class FinishedFiles
{
    /// <summary>How long a file of which nothing else tells must have stood still.</summary>
    private static readonly TimeSpan Stillness = TimeSpan.FromSeconds(5);

    /// <summary>The files of a running script that it will not write again, as far as one can know.</summary>
    /// <param name="satellite">The imagery.</param>
    /// <param name="files">As they are now.</param>
    /// <param name="age">For how long a file has been seen with the content that it has; null where this is the first time.</param>
    public static IEnumerable<CollectedFile> OfRunning(
        Satellite satellite, IReadOnlyList<CollectedFile> files, Func<CollectedFile, TimeSpan?> age)
    {
        var told = ToldFinished(satellite, files);
        return files.Where(file => file is { Fault: null, Size: > 0 } && age(file) is { } still && file.Kind switch
        {
            OutputKind.Scene => told.Contains(file.Path) || (satellite == Satellite.Landsat && still >= Stillness),
            OutputKind.SceneMetadata or OutputKind.QueryResults => true,
            OutputKind.RawTile => still >= Stillness,

            // The script writes the list of all scenes at its end, and may still write whatever else there is.
            _ => false,
        });
    }

    /// <summary>The files of a script that was cut off that it had finished before.</summary>
    public static IEnumerable<CollectedFile> OfCutOff(Satellite satellite, IReadOnlyList<CollectedFile> files, PublishedFiles published)
    {
        var told = ToldFinished(satellite, files);
        return files.Where(file => published.Find(file) is not null || (file.Fault is null && file.Kind switch
        {
            OutputKind.Scene => told.Contains(file.Path),
            OutputKind.SceneMetadata => file.Size > 0,
            OutputKind.CombinedMetadata or OutputKind.QueryResults => EndsWithLine(file.FullPath),
            OutputKind.Template => true,
            OutputKind.RawTile => true,
            _ => false,
        }));
    }

    private static HashSet<string> ToldFinished(Satellite satellite, IReadOnlyList<CollectedFile> files)
    {
        var scenes = files.Where(file => file.Kind == OutputKind.Scene);
        if (satellite == Satellite.Landsat)
        {
            // All but the newest: the script writes one after the other.
            return scenes.OrderBy(file => file.Modified).SkipLast(1).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        }

        var described = files.Where(file => file is { Kind: OutputKind.SceneMetadata, Size: > 0 })
            .Select(file => Path.GetFileNameWithoutExtension(file.Path))
            .ToHashSet(StringComparer.Ordinal);
        return scenes.Where(file => described.Contains(Path.GetFileNameWithoutExtension(file.Path)))
            .Select(file => file.Path)
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool EndsWithLine(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length == 0) return false;
        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() == '\n';
    }
}
