using System.Collections.Concurrent;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Keeps fetched scripts on this machine, a folder per revision. A folder appears whole or not at all, so that sessions side by
/// side can share it.
/// </summary>
/// <param name="store">Where the scripts were published.</param>
/// <param name="cacheFolder">Where revisions are kept.</param>
public sealed class WorkloadCache(IObjectStore store, string cacheFolder)
{
    /// <summary>Scripts are many small files: what takes time is the way to the store and back.</summary>
    private const int FetchesAtATime = 16;

    private static readonly string[] PassedOver = ["__pycache__", ".git", ".ipynb_checkpoints"];

    /// <summary>The folder with the scripts of a revision, fetched where it is not there yet.</summary>
    /// <exception cref="WorkloadMissingException">They are not in the store, or are no longer those that were published.</exception>
    public async Task<string> FetchAsync(WorkloadReference workload, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(cacheFolder, workload.Revision);
        if (Directory.Exists(folder)) return folder;

        var index = await ReadIndexAsync(workload, cancellationToken);
        var partial = Path.Combine(cacheFolder, $"{workload.Revision}.{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(partial);
        try
        {
            await ForEachAsync(index.Files, (file, token) => FetchAsync(workload, file, partial, token), cancellationToken);
            MoveIntoPlace(partial, folder);
            return folder;
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    /// <summary>Fetches scripts as they lie in the store, published or not, and says which they are.</summary>
    /// <param name="prefix">Where they lie, without a slash at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A reference by which <see cref="FetchAsync(WorkloadReference, CancellationToken)"/> finds just these.</returns>
    /// <exception cref="WorkloadMissingException">There is nothing.</exception>
    public async Task<WorkloadReference> FetchAsFoundAsync(string prefix, CancellationToken cancellationToken)
    {
        // A listing has no key that would lead out of the folder.
        var paths = await store.ListAsync(prefix + "/", cancellationToken)
            .Select(entry => entry.Key[(prefix.Length + 1)..])
            .Where(path => !path.Split('/').Any(PassedOver.Contains))
            .ToListAsync(cancellationToken);
        if (paths.Count == 0) throw new WorkloadMissingException($"There are no scripts below {prefix}/ in {store.Location}.");

        var partial = Path.Combine(cacheFolder, $"found.{Guid.NewGuid():N}.partial");
        Directory.CreateDirectory(partial);
        try
        {
            var files = new ConcurrentBag<WorkloadFile>();
            await ForEachAsync(
                paths, async (path, token) => files.Add(await FetchAsync(prefix, path, partial, token)), cancellationToken);
            var revision = WorkloadIndex.RevisionOf(files.OrderBy(file => file.Path, StringComparer.Ordinal));
            MoveIntoPlace(partial, Path.Combine(cacheFolder, revision));
            return new WorkloadReference(prefix, revision);
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = FetchesAtATime, CancellationToken = cancellationToken },
            async (item, token) => await action(item, token));

    private static void MoveIntoPlace(string partial, string folder)
    {
        try
        {
            Directory.Move(partial, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Another task was first, with the same content: revisions are checksums.
        }
    }

    private async Task<WorkloadIndex> ReadIndexAsync(WorkloadReference workload, CancellationToken cancellationToken)
    {
        var key = StoreLayout.WorkloadIndex(workload.Revision);
        var document = await store.GetAsync(key, cancellationToken)
            ?? throw new WorkloadMissingException(
                $"The workload {workload.Revision} is not in {store.Location}: publish it again with Publish-GlacierWorkload.");
        return Documents.Read(document.Content, ContractJson.Default.WorkloadIndex, WorkloadIndex.CurrentFormat, key)
            .Validated(workload.Revision);
    }

    private async Task FetchAsync(WorkloadReference workload, WorkloadFile file, string folder, CancellationToken cancellationToken)
    {
        if (await FetchAsync(workload.Prefix, file.Path, folder, cancellationToken) == file) return;
        throw new WorkloadMissingException(
            $"The script {workload.Prefix}/{file.Path} in {store.Location} is no longer the one that was submitted: " +
            "submit again to run with the new one.");
    }

    private async Task<WorkloadFile> FetchAsync(string prefix, string path, string folder, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Require($"{prefix}/{path}");
        var target = Path.Combine(folder, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        try
        {
            await using var source = await store.OpenReadAsync(key, cancellationToken);
            await using var file = File.Create(target);
            await source.CopyToAsync(file, cancellationToken);
        }
        catch (FileNotFoundException missing)
        {
            throw new WorkloadMissingException(
                $"The script {key} is not in {store.Location}: publish the workload again with Publish-GlacierWorkload.", missing);
        }

        await using var written = File.OpenRead(target);
        return new WorkloadFile(path, written.Length, await Checksum.OfAsync(written, cancellationToken));
    }
}
