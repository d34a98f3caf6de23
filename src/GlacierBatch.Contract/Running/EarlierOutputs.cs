using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Gives a script the scenes that earlier attempts at its task have published, where it looks for its own: it passes over what is
/// there. Raw tiles are not given back; they would cost more than they save.
/// </summary>
internal sealed class EarlierOutputs(IObjectStore store, TransferEngine engine)
{
    private const int FetchesAtATime = 8;

    /// <summary>Brings them.</summary>
    /// <returns>What is there, and so is in the store already.</returns>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public async Task<PublishedFiles> RestoreAsync(
        TaskAssignment assignment, string baseFolder, AttemptLog log, CancellationToken cancellationToken)
    {
        var restored = new PublishedFiles();
        var outputs = await FindAsync(assignment, cancellationToken);
        await Parallel.ForEachAsync(
            outputs,
            new ParallelOptions { MaxDegreeOfParallelism = FetchesAtATime, CancellationToken = cancellationToken },
            async (output, token) =>
            {
                if (await FetchAsync(output, baseFolder, token) is { } stamp) restored.Add(output, stamp);
            });
        if (outputs.Count > 0) log.Write("run", $"{restored.Outputs.Count} files of an earlier attempt are used again.");
        return restored;
    }

    private async Task<IReadOnlyCollection<OutputFile>> FindAsync(TaskAssignment assignment, CancellationToken cancellationToken)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        var found = new Dictionary<string, OutputFile>(StringComparer.Ordinal);
        await foreach (var note in store.ListAsync(StoreLayout.Attempts(manifest.Run, task), cancellationToken))
        {
            foreach (var output in await ReadAsync(note.Key, cancellationToken))
            {
                if (output.Kind is not (OutputKind.Scene or OutputKind.SceneMetadata)) continue;

                // A note says of no other keys than a task's own.
                if (output.Key == StoreLayout.Output(manifest.BasePath, task.Satellite, output.Path)) found[output.Path] = output;
            }
        }

        if (task.Satellite == Satellite.Landsat) return found.Values;

        // The list of all scenes is made of the scenes' own CSVs: a scene without one would be missing there.
        var pairs = found.Values.GroupBy(output => Path.GetFileNameWithoutExtension(output.Path), StringComparer.Ordinal);
        return [.. pairs.Where(pair => pair.Count() == 2).SelectMany(pair => pair)];
    }

    private async Task<IReadOnlyList<OutputFile>> ReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.GetAsync(key, cancellationToken) is { } note ? TaskResult.Read(note.Content, key).Outputs : [];
        }
        catch (InvalidDataException)
        {
            return []; // What cannot be read is done again.
        }
    }

    /// <summary>The stamp of the file that was fetched; null, and no file, where the store has something else by now.</summary>
    private async Task<FileStamp?> FetchAsync(OutputFile output, string baseFolder, CancellationToken cancellationToken)
    {
        try
        {
            var fetched = await engine.DownloadAsync(
                baseFolder, new FileDownload(output.Key, output.Path, output.Size, output.Sha256), cancellationToken);
            return FileStamp.Of(fetched.Path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or ContentMismatchException)
        {
            return null; // Somebody deleted or replaced it: it is done again.
        }
    }
}
