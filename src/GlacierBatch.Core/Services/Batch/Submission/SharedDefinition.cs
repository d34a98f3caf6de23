using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>The job definition of a run's parts, found once for all of them.</summary>
/// <param name="environment">The environment.</param>
/// <param name="manifest">The run.</param>
/// <param name="registry">Finds and registers definitions.</param>
internal sealed class SharedDefinition(GlacierEnvironment environment, RunManifest manifest, DefinitionRegistry registry) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>The definition, by name or ARN.</summary>
    /// <param name="isGone">Whether AWS Batch said that it does not know the last one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<string> GetAsync(bool isGone, CancellationToken cancellationToken)
    {
        var record = environment.RequireBatch();
        if (record.JobDefinition is { } others) return others;
        var spec = DefinitionSpec.Of(environment, PurchaseOptions.Of(manifest, record));
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (isGone) registry.Forget(environment, spec);
            return await registry.EnsureAsync(environment, spec, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();
}
