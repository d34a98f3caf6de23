using System.Runtime.CompilerServices;
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
    public async IAsyncEnumerable<SavedFile> SaveAsync(
        Job job, string folder, bool rawTiles, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var environment = await _environments.GetAsync(job.Environment, cancellationToken);
        await foreach (var file in OutputCopier.CopyAsync(environment, job, folder, rawTiles, cancellationToken)) yield return file;
    }
}
