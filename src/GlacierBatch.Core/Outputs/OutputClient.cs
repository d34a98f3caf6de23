using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Proves and copies what jobs published.</summary>
public sealed class OutputClient
{
    private readonly EnvironmentClient _environments;

    internal OutputClient(EnvironmentClient environments) => _environments = environments;

    /// <summary>The verdict on a job's output.</summary>
    public async Task<Verdict> VerifyAsync(Job job, CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        return await OutputVerifier.VerifyAsync(environment, job, cancellationToken);
    }

    /// <summary>Copies a job's output into a folder; what is there already is left as it is.</summary>
    /// <param name="job">The job.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="rawTiles">Whether raw tiles are copied where they were kept.</param>
    /// <param name="progress">Told of each piece, or null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">The job has no output, or it is no longer what was recorded.</exception>
    public async IAsyncEnumerable<SavedFile> SaveAsync(
        Job job, string folder, bool rawTiles, IProgress<TransferProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        var files = OutputCopier.CopyAsync(environment, job, folder, rawTiles, progress, cancellationToken);
        await foreach (var file in files) yield return file;
    }
}
