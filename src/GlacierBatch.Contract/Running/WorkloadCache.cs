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
            foreach (var file in index.Files) await FetchAsync(workload, file, partial, cancellationToken);
            MoveIntoPlace(partial, folder);
            return folder;
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

    private async Task FetchAsync(WorkloadReference workload, WorkloadFile file, string folder, CancellationToken cancellationToken)
    {
        var key = ObjectKey.Require($"{workload.Prefix}/{file.Path}");
        var path = Path.Combine(folder, file.Path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            await using (var source = await store.OpenReadAsync(key, cancellationToken))
            await using (var target = File.Create(path))
            {
                await source.CopyToAsync(target, cancellationToken);
            }
        }
        catch (FileNotFoundException missing)
        {
            throw new WorkloadMissingException(
                $"The script {key} is not in {store.Location}: publish the workload again with Publish-GlacierWorkload.", missing);
        }

        await using var written = File.OpenRead(path);
        if (await Checksum.OfAsync(written, cancellationToken) != file.Sha256)
        {
            throw new WorkloadMissingException(
                $"The script {key} in {store.Location} is no longer the one that was submitted: submit again to run with the new one.");
        }
    }
}
