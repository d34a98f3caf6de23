using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Puts a task's outputs into the store. Files that all tasks of a region write are kept per task, and published merged, so that
/// two months of a region at the same time lose nothing.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="engine">Moves the bytes.</param>
/// <param name="retry">Repeats what failed for the moment.</param>
internal sealed class OutputPublisher(IObjectStore store, TransferEngine engine, StoreRetry retry)
{
    /// <summary>More than the engine has on its way at a time.</summary>
    private const int FilesAtATime = 64;

    private readonly SharedOutputs _shared = new(store);

    /// <summary>Publishes what can be used and is not published yet; raw tiles stay behind unless the run keeps them.</summary>
    /// <param name="assignment">The attempt.</param>
    /// <param name="files">What the script has written, and will not write again.</param>
    /// <param name="published">What is in the store already; each file is added when the store has confirmed it.</param>
    /// <param name="cancellationToken">Stops it; what is confirmed by then stays so.</param>
    /// <returns>The outputs of these files, in their order.</returns>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public async Task<IReadOnlyList<OutputFile>> PublishAsync(
        TaskAssignment assignment, IReadOnlyList<CollectedFile> files, PublishedFiles published, CancellationToken cancellationToken)
    {
        var wanted = files.Where(file => IsWanted(assignment, file)).ToList();
        var outputs = new OutputFile[wanted.Count];

        // A region's lists after all else: what they name is there.
        foreach (var together in Enumerable.Range(0, wanted.Count).GroupBy(i => wanted[i].Kind.IsShared()).OrderBy(group => group.Key))
        {
            await Parallel.ForEachAsync(
                together, new ParallelOptions { MaxDegreeOfParallelism = FilesAtATime, CancellationToken = cancellationToken },
                async (i, token) => outputs[i] = await PublishAsync(assignment, wanted[i], published, token));
        }

        return outputs;
    }

    /// <summary>Whether a file is published at all.</summary>
    public static bool IsWanted(TaskAssignment assignment, CollectedFile file)
    {
        var manifest = assignment.Manifest;
        return file.Fault is null && (manifest.KeepRawTiles || file.Kind != OutputKind.RawTile)
            && (manifest.Outputs ?? OutputFilter.All).Accepts(file.Path);
    }

    /// <summary>Publishes one file, unless it is published already as it is now.</summary>
    /// <exception cref="FileChangedException">It was written meanwhile; nothing of it is published.</exception>
    /// <exception cref="IOException">The store cannot be written.</exception>
    public async Task<OutputFile> PublishAsync(
        TaskAssignment assignment, CollectedFile file, PublishedFiles published, CancellationToken cancellationToken)
    {
        if (published.Find(file) is { } known) return known;
        var output = await retry.RunAsync(token => SendAsync(assignment, file, token), cancellationToken);
        published.Add(output, file.Stamp);
        return output;
    }

    private async Task<OutputFile> SendAsync(TaskAssignment assignment, CollectedFile file, CancellationToken cancellationToken)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        var key = StoreLayout.Output(manifest.BasePath, task.Satellite, file.Path);
        if (!file.Kind.IsShared())
        {
            // A second attempt makes the same again, for the most part, and need not send it.
            var upload = new FileUpload(file.FullPath, key) { KeepsEqual = assignment.Attempt > 1 };
            var sent = await engine.UploadAsync(upload, cancellationToken);
            return new OutputFile(key, file.Path, file.Kind, sent.Size, sent.Sha256);
        }

        var checksum = await ChecksumAsync(file.FullPath, cancellationToken);
        if (file.Kind == OutputKind.Template)
        {
            // Every task of a region has the same grid, and the first one's stays, unless nobody could use it.
            if (!await _shared.IsRasterAsync(key, cancellationToken))
            {
                await using var content = File.OpenRead(file.FullPath);
                await store.PutAsync(key, content, cancellationToken);
            }
        }
        else
        {
            var text = File.ReadAllText(file.FullPath);

            // The task's own copy is a union too: an attempt that goes on where another was cut off sees only the rest.
            var own = StoreLayout.Shared(manifest.Run, task, file.Path);
            await _shared.MergeAsync(own, text, file.Kind.KeyColumn(), cancellationToken);
            await _shared.MergeAsync(key, text, file.Kind.KeyColumn(), cancellationToken);
        }

        return new OutputFile(key, file.Path, file.Kind, file.Size, checksum);
    }

    private static async Task<string> ChecksumAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        return await Checksum.OfAsync(content, cancellationToken);
    }
}
