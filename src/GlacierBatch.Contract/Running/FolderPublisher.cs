using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Publishes a task's outputs into a folder, which takes the files as they are. All of them go to the disk together: to wait for it once
/// for each costs a processor more than the rest of publishing.
/// </summary>
internal sealed class FolderPublisher(IFileTaker folder, SharedOutputs shared, TimeProvider time)
{
    /// <summary>Each is open until all of them are on the disk.</summary>
    private const int FilesTogether = 64;

    /// <summary>Publishes what can be used of files, but for those that are published already as they are now.</summary>
    /// <param name="assignment">The attempt.</param>
    /// <param name="files">The files.</param>
    /// <param name="published">What is in the store already.</param>
    /// <param name="following">What appears after them, and goes to the disk with them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Their outputs, in their order.</returns>
    /// <exception cref="FileChangedException">One was written meanwhile; nothing is published.</exception>
    /// <exception cref="IOException">A file cannot be read, or the folder cannot be written.</exception>
    public async Task<IReadOnlyList<OutputFile>> PublishAsync(
        TaskAssignment assignment, IReadOnlyList<CollectedFile> files, PublishedFiles published,
        Func<IReadOnlyList<OutputFile>, Task<IReadOnlyList<GivenFile>>> following, CancellationToken cancellationToken)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);

        // The record that follows is younger: whoever verifies need not read again what is not.
        var now = time.GetUtcNow();
        var outputs = new List<OutputFile>(files.Count);
        var (fresh, given, unions) = (new List<(OutputFile, FileStamp)>(), new List<GivenFile>(), new List<GivenFile>());
        foreach (var file in files.Where(file => OutputPublisher.IsWanted(assignment, file)))
        {
            if (published.Find(file) is { } known)
            {
                outputs.Add(known);
                continue;
            }

            var key = StoreLayout.Output(manifest.BasePath, task.Satellite, file.Path);
            var (size, sha256) = await ReadAsync(file.FullPath, cancellationToken);
            outputs.Add(new OutputFile(key, file.Path, file.Kind, size, sha256));
            fresh.Add((outputs[^1], file.Stamp));
            if (!file.Kind.IsShared())
            {
                given.Add(new GivenFile(key, file.FullPath) { Written = now });
            }
            else if (file.Kind == OutputKind.Template)
            {
                // Every task of a region has the same grid, and the first one's stays, unless nobody could use it.
                if (!await shared.IsRasterAsync(key, cancellationToken)) given.Add(new GivenFile(key, file.FullPath) { Written = now });
            }
            else
            {
                given.Add(new GivenFile(StoreLayout.Shared(manifest.Run, task, file.Path), file.FullPath) { Written = now });
                if (await shared.GiveUnionAsync(key, file, cancellationToken) is { } union) unions.Add(union with { Written = now });
            }
        }

        // A region's lists after all else: what they name is there.
        given.AddRange(unions);
        given.AddRange(await following(outputs));
        foreach (var together in given.Chunk(FilesTogether)) await folder.TakeAsync(together, cancellationToken);
        foreach (var (output, stamp) in fresh) published.Add(output, stamp);
        return outputs;
    }

    private static async Task<(long Size, string Sha256)> ReadAsync(string path, CancellationToken cancellationToken)
    {
        await using var source = FileSource.Open(path);
        await source.CopyToAsync(Stream.Null, ContentHash.PieceBytes, cancellationToken);
        return (source.FileBytes, source.Sha256 ?? throw new FileChangedException(path));
    }
}
