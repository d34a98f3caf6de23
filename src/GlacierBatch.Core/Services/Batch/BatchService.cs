using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Logs;
using GlacierBatch.Core.Services.Batch.Submission;

namespace GlacierBatch.Core.Services.Batch;

/// <summary>Runs jobs on AWS Batch: a run is an array job for each size of its tasks.</summary>
internal sealed class BatchService(Ledger ledger, TimeProvider time) : IComputeService, IAsyncDisposable
{
    private readonly RunSubmitter _submitter = new(ledger, time);
    private readonly AttemptLogs _logs = new(ledger, time);

    /// <inheritdoc/>
    public ServiceKind Kind => ServiceKind.Batch;

    /// <inheritdoc/>
    public bool QueuesInLedger => false;

    /// <inheritdoc/>
    public Task RequireAccessAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        var record = environment.RequireBatch();
        return environment.RequireAws().Account.RequireAsync(environment.Name, record.AccountId, record.AwsRegion, cancellationToken);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string>? Describe(GlacierEnvironment environment, RunManifest manifest) =>
        SubmissionText.Of(environment, manifest);

    /// <inheritdoc/>
    public async Task<BatchRecord?> ProvisionAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, Action<string> warn, CancellationToken cancellationToken)
    {
        var record = environment.RequireBatch();
        await RequireAccessAsync(environment, cancellationToken);
        return record;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EnvironmentCheck> CheckAsync(
        GlacierEnvironment environment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EnvironmentCheck check;
        try
        {
            await RequireAccessAsync(environment, cancellationToken);
            check = new EnvironmentCheck(environment.Name, "Account", CheckStatus.Passed, $"{environment.AccountId} in {environment.AwsRegion}");
        }
        catch (GlacierBatchException fault)
        {
            check = new EnvironmentCheck(environment.Name, "Account", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }

        yield return check;
    }

    /// <inheritdoc/>
    public Task RequireAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken)
    {
        RunRules.Require(environment, manifest);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> SubmitAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken) =>
        await _submitter.SubmitAsync(environment, manifest, cancellationToken) > 0;

    /// <inheritdoc/>
    public async Task ContinueAsync(
        GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, CancellationToken cancellationToken)
    {
        await RequireAccessAsync(environment, cancellationToken);
        foreach (var run in jobs.Select(job => job.Run).Distinct(StringComparer.Ordinal))
        {
            var manifest = await RunStore.ReadAsync(environment, run, cancellationToken);
            RunRules.Require(environment, manifest);
            await _submitter.SubmitAsync(environment, manifest, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Exception? FindFault(GlacierEnvironment environment) => null;

    /// <inheritdoc/>
    public Task StopAsync(
        GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task<ILogSource?> OpenLogAsync(
        GlacierEnvironment environment, Job job, int attempt, int? tail, CancellationToken cancellationToken) =>
        _logs.OpenAsync(environment, job, attempt, tail, cancellationToken);

    /// <inheritdoc/>
    public Task RemoveAsync(GlacierEnvironment environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
