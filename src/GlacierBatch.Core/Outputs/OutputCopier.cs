using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Copies what jobs published into a folder, in the scripts' own layout.</summary>
internal static class OutputCopier
{
    /// <summary>Copies one job's output. A file appears whole or not at all, and what is there already is left as it is.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="job">The job.</param>
    /// <param name="folder">Where to; a folder per satellite is made in it.</param>
    /// <param name="rawTiles">Whether raw tiles are copied where they were kept.</param>
    /// <param name="progress">Told of each piece.</param>
    /// <param name="cancellationToken">Stops it; what was half fetched is taken up by the next try.</param>
    /// <exception cref="GlacierBatchException">
    /// The job has no output, it is no longer what was recorded, or the folder cannot be written.
    /// </exception>
    public static async IAsyncEnumerable<SavedFile> CopyAsync(
        GlacierEnvironment environment, Job job, string folder, bool rawTiles, IProgress<TransferProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await RunStore.FindResultAsync(environment, job, cancellationToken) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "OutputNotFound", $"The job {job.JobId} has no output: it is {job.Status}.",
            "Wait for it, or leave it out.", job.JobId);
        var files = result.Outputs.Where(output => rawTiles || output.Kind != OutputKind.RawTile)
            .Select(output => Wanted(environment, output));
        await using var fetched = new TransferEngine(environment.Store).DownloadAsync(folder, files, progress, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(fetched, job, folder)) yield return Saved(fetched.Current);
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<Transferred> fetched, Job job, string folder)
    {
        try
        {
            return await fetched.MoveNextAsync();
        }
        catch (Exception e) when (e is ContentMismatchException or FileNotFoundException)
        {
            throw new GlacierBatchException(
                ErrorKind.InvalidData, "OutputChanged", $"The output of the job {job.JobId} is not what it published. {e.Message}",
                "Run Test-GlacierOutput to see what is wrong, and Restart-GlacierJob to make it again.", job.JobId, e);
        }
        catch (FileWriteException e)
        {
            throw new GlacierBatchException(
                ErrorKind.NotAvailable, "FolderNotWritable",
                $"The output of the job {job.JobId} could not be saved in {MessageText.OfPath(folder)}: {e.Reason}.",
                "Give -Path a folder that you may write, on a disk with room for it; what is saved already is kept.", folder, e);
        }
    }

    /// <summary>What tasks of a region share has grown since it was recorded: its size and checksum are the store's to tell.</summary>
    private static FileDownload Wanted(GlacierEnvironment environment, OutputFile output)
    {
        var key = ObjectKey.Require(output.Key);
        var prefix = $"{environment.BasePath}/";
        var below = key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;
        return output.Kind.IsShared() ? new FileDownload(key, below) : new FileDownload(key, below, output.Size, output.Sha256);
    }

    private static SavedFile Saved(Transferred file) => new(file.Path, file.Key, file.Size, !file.Reused);
}
