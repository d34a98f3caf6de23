using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Keeps fetched scripts on this machine, a folder per revision. A folder appears whole or not at all, so that sessions side by
/// side can share it.
/// </summary>
/// <param name="store">Where the scripts were published.</param>
/// <param name="engine">Moves the bytes.</param>
/// <param name="cacheFolder">Where revisions are kept.</param>
public sealed class WorkloadCache(IObjectStore store, TransferEngine engine, string cacheFolder)
{
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
            var files = index.Files.Select(
                file => new FileDownload($"{workload.Prefix}/{file.Path}", file.Path, file.Size, file.Sha256));
            await FetchAsync(workload.Prefix, files, partial, cancellationToken);
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
            var files = await FetchAsync(
                prefix, paths.Select(path => new FileDownload($"{prefix}/{path}", path)), partial, cancellationToken);
            var revision = WorkloadIndex.RevisionOf(files.OrderBy(file => file.Path, StringComparer.Ordinal));
            MoveIntoPlace(partial, Path.Combine(cacheFolder, revision));
            return new WorkloadReference(prefix, revision);
        }
        finally
        {
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
        }
    }

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

    /// <summary>Fetches files into a folder; each is the one that is named, or none.</summary>
    private async Task<IReadOnlyList<WorkloadFile>> FetchAsync(
        string prefix, IEnumerable<FileDownload> files, string folder, CancellationToken cancellationToken)
    {
        try
        {
            // The end of a transferred key is the path: the folder's own paths have this platform's slashes.
            return await engine.DownloadAsync(folder, files, cancellationToken: cancellationToken)
                .Select(file => new WorkloadFile(file.Key[(prefix.Length + 1)..], file.Size, file.Sha256))
                .ToListAsync(cancellationToken);
        }
        catch (FileNotFoundException missing)
        {
            throw new WorkloadMissingException($"{missing.Message} Publish the workload again with Publish-GlacierWorkload.", missing);
        }
        catch (ContentMismatchException other)
        {
            throw new WorkloadMissingException(
                $"The workload below {prefix}/ is no longer the one that was submitted: {other.Message} Submit again to run with the new "
                    + "one.",
                other);
        }
    }
}
