using System.Text;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Puts a task's outputs into the store. Files that all tasks of a region write are kept per task, and published merged, so that
/// two months of a region at the same time lose nothing.
/// </summary>
/// <param name="store">Where to.</param>
public sealed class OutputPublisher(IObjectStore store)
{
    private const int MaxMergeRounds = 100;

    /// <summary>Publishes what can be used; raw tiles stay behind unless the run keeps them.</summary>
    public async Task<IReadOnlyList<OutputFile>> PublishAsync(
        TaskAssignment assignment, IReadOnlyList<CollectedFile> files, CancellationToken cancellationToken)
    {
        var published = new List<OutputFile>();
        var keepsRawTiles = assignment.Manifest.KeepRawTiles;
        foreach (var file in files.Where(file => file.Fault is null && (keepsRawTiles || file.Kind != OutputKind.RawTile)))
        {
            published.Add(await PublishAsync(assignment, file, cancellationToken));
        }

        return published;
    }

    private async Task<OutputFile> PublishAsync(TaskAssignment assignment, CollectedFile file, CancellationToken cancellationToken)
    {
        var (manifest, task) = (assignment.Manifest, assignment.Task);
        var key = StoreLayout.Output(manifest.BasePath, task.Satellite, file.Path);
        var checksum = await ChecksumAsync(file.FullPath, cancellationToken);
        if (!file.Kind.IsShared())
        {
            await store.PutFileAsync(key, file.FullPath, cancellationToken);
        }
        else if (file.Kind == OutputKind.Template)
        {
            // Every task of a region has the same grid, and the first one's stays, unless nobody could use it.
            if (!await IsRasterAsync(key, cancellationToken)) await store.PutFileAsync(key, file.FullPath, cancellationToken);
        }
        else
        {
            var text = await File.ReadAllTextAsync(file.FullPath, cancellationToken);
            await store.PutFileAsync(StoreLayout.Shared(manifest.Run, task, file.Path), file.FullPath, cancellationToken);
            await MergeAsync(key, text, file.Kind.KeyColumn(), cancellationToken);
        }

        return new OutputFile(key, file.Path, file.Kind, file.Size, checksum);
    }

    private async Task<bool> IsRasterAsync(string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is null) return false;
        try
        {
            await using var content = await store.OpenReadAsync(key, cancellationToken);
            await TiffHeader.ReadAsync(content, cancellationToken);
            return true;
        }
        catch (TiffFormatException)
        {
            return false;
        }
    }

    private static async Task<string> ChecksumAsync(string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(path);
        return await Checksum.OfAsync(content, cancellationToken);
    }

    private async Task MergeAsync(string key, string added, string? keyColumn, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxMergeRounds; round++)
        {
            var there = await store.GetAsync(key, cancellationToken);
            var merged = there is null
                ? CsvUnion.Merge(added, added, keyColumn)
                : CsvUnion.Merge(Encoding.UTF8.GetString(there.Content.Span), added, keyColumn);
            var bytes = Encoding.UTF8.GetBytes(merged);
            if (there is not null && there.Content.Span.SequenceEqual(bytes)) return;
            var condition = there is null ? PutCondition.Absent : PutCondition.Match(there.ETag);
            if (await store.TryPutAsync(key, bytes, condition, cancellationToken) is not null) return;
        }

        throw new IOException($"The object {key} changed {MaxMergeRounds} times while it was merged: other tasks keep writing it.");
    }
}
