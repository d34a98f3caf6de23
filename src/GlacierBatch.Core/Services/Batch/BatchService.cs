using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Definitions;
using GlacierBatch.Core.Services.Batch.Logs;
using GlacierBatch.Core.Services.Batch.Probes;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Core.Services.Batch.Submission;
using GlacierBatch.Core.Services.Batch.Watching;

namespace GlacierBatch.Core.Services.Batch;

/// <summary>Runs jobs on AWS Batch: a run is an array job for each size of its tasks.</summary>
internal sealed class BatchService(Ledger ledger, TimeProvider time) : IComputeService, IAsyncDisposable
{
    private readonly RunSubmitter _submitter = new(ledger, time);
    private readonly AttemptLogs _logs = new(ledger, time);
    private readonly Dictionary<string, EnvironmentWatcher> _watchers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private bool _disposed;

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
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken) =>
        await Provisioner(environment, watch).DeployAsync(Request(environment, settings), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlannedChange>> PlanAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken) =>
        Provisioner(environment, watch).PlanAsync(Request(environment, settings), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<EnvironmentCheck> CheckAsync(GlacierEnvironment environment, CancellationToken cancellationToken) =>
        BatchPreflight.LookAsync(environment, environment.RequireAws(), cancellationToken);

    /// <inheritdoc/>
    public Task RequireAsync(GlacierEnvironment environment, RunManifest manifest, bool isRehearsal, CancellationToken cancellationToken)
    {
        RunRules.Require(environment, manifest, isRehearsal);
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
            RunRules.Require(environment, manifest, isRehearsal: false);
            await _submitter.SubmitAsync(environment, manifest, cancellationToken);
        }

        (await WatcherOfAsync(environment)).Start();
    }

    /// <inheritdoc/>
    public async Task RefreshAsync(GlacierEnvironment environment, CancellationToken cancellationToken)
    {
        if (!ledger.Parts.ReadOpen(environment.Name).Any(part => part.JobId is not null)) return;
        await RequireAccessAsync(environment, cancellationToken);
        try
        {
            await (await WatcherOfAsync(environment)).LookAsync(cancellationToken);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, environment.Name);
        }
    }

    /// <inheritdoc/>
    public Exception? FindFault(GlacierEnvironment environment)
    {
        EnvironmentWatcher? watcher;
        lock (_gate)
        {
            if (_disposed) return new ObjectDisposedException(null, "The module was removed.");
            watcher = _watchers.GetValueOrDefault(environment.Name);
        }

        watcher?.Want();
        return watcher?.Fault;
    }

    /// <inheritdoc/>
    public async Task StopAsync(
        GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken)
    {
        if (jobs.Count == 0) return;
        await RequireAccessAsync(environment, cancellationToken);
        await new JobStopper(environment, ledger, time).StopAsync(jobs, reason, cancellationToken);
        await RefreshAsync(environment, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ILogSource?> OpenLogAsync(
        GlacierEnvironment environment, Job job, int attempt, int? tail, CancellationToken cancellationToken) =>
        _logs.OpenAsync(environment, job, attempt, tail, cancellationToken);

    /// <inheritdoc/>
    public Task<ProbeResult> ProbeAsync(
        GlacierEnvironment environment, ProbeRequest request, Action<string> told, CancellationToken cancellationToken) =>
        new BatchProbe(environment, new DefinitionRegistry(ledger.Definitions), time).RunAsync(request, told, cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(
        GlacierEnvironment environment, RemovalSettings removal, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        EnvironmentWatcher? watcher;
        lock (_gate) _watchers.Remove(environment.Name, out watcher);
        if (watcher is not null) await watcher.DisposeAsync();
        // Where nothing was recorded, nothing was made: a stack that failed has been rolled back.
        if (environment.Record.Batch is not { } record) return;
        await new BatchRemoval(environment.RequireAws(), watch, time).RemoveAsync(
            environment.Name, record, removal.KeepImage, cancellationToken);
    }

    /// <summary>Ends this session's watching; the jobs run on.</summary>
    public async ValueTask DisposeAsync()
    {
        List<EnvironmentWatcher> watchers;
        lock (_gate)
        {
            _disposed = true;
            watchers = [.. _watchers.Values];
            _watchers.Clear();
        }

        await Task.WhenAll(watchers.Select(watcher => watcher.DisposeAsync().AsTask()));
    }

    private async Task<EnvironmentWatcher> WatcherOfAsync(GlacierEnvironment environment)
    {
        EnvironmentWatcher? watcher, former = null;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_watchers.TryGetValue(environment.Name, out watcher) || !watcher.Reaches(environment))
            {
                former = watcher;
                _watchers[environment.Name] = watcher = new EnvironmentWatcher(environment, ledger, time);
            }
        }

        if (former is not null) await former.DisposeAsync();
        return watcher;
    }

    private static ProvisioningRequest Request(GlacierEnvironment environment, EnvironmentSettings settings) => new()
    {
        Name = environment.Name,
        Bucket = BucketPlaces.BucketOf(environment),
        Prefix = BucketPlaces.PrefixOf(environment),
        BasePath = environment.BasePath,
        Limits = environment.Record.Limits,
        Settings = settings.Batch,
        Known = environment.Record.Batch,
    };

    private BatchProvisioner Provisioner(GlacierEnvironment environment, ProvisioningWatch watch) =>
        new(environment.RequireAws(), watch, time);
}
