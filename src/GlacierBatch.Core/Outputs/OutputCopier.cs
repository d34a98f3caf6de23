using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Copies what jobs published into a folder, in the scripts' own layout.</summary>
internal static class OutputCopier
{
    /// <summary>Copies one job's output. A file appears whole or not at all.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="job">The job.</param>
    /// <param name="folder">Where to; a folder per satellite is made in it.</param>
    /// <param name="rawTiles">Whether raw tiles are copied where they were kept.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="GlacierBatchException">The job has no output.</exception>
    public static async IAsyncEnumerable<SavedFile> CopyAsync(
        GlacierEnvironment environment, Job job, string folder, bool rawTiles,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var result = await RunStore.FindResultAsync(environment, job, cancellationToken) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "OutputNotFound", $"The job {job.JobId} has no output: it is {job.Status}.", "Wait for it, or leave it out.", job.JobId);
        var prefix = $"{environment.BasePath}/";
        foreach (var output in result.Outputs.Where(output => rawTiles || output.Kind != OutputKind.RawTile))
        {
            var key = ObjectKey.Require(output.Key);
            var below = key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;
            var path = Path.GetFullPath(Path.Combine(folder, below.Replace('/', Path.DirectorySeparatorChar)));
            var isThere = await IsThereAsync(environment, output, path, cancellationToken);
            if (!isThere) await CopyAsync(environment, key, path, cancellationToken);
            yield return new SavedFile(path, key, new FileInfo(path).Length, !isThere);
        }
    }

    private static async Task<bool> IsThereAsync(
        GlacierEnvironment environment, OutputFile output, string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return false;
        if (!output.Kind.IsShared()) return file.Length == output.Size && await ChecksumAsync(file.OpenRead(), cancellationToken) == output.Sha256;
        var stored = await environment.Store.OpenReadAsync(output.Key, cancellationToken);
        return await ChecksumAsync(file.OpenRead(), cancellationToken) == await ChecksumAsync(stored, cancellationToken);
    }

    private static async Task<string> ChecksumAsync(Stream content, CancellationToken cancellationToken)
    {
        await using (content) return Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
    }

    private static async Task CopyAsync(GlacierEnvironment environment, string key, string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            await using (var source = await environment.Store.OpenReadAsync(key, cancellationToken))
            await using (var target = File.Create(partial))
            {
                await source.CopyToAsync(target, cancellationToken);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
