using System.Runtime.CompilerServices;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Probes;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;

namespace GlacierBatch.Core.Services.Local;

/// <summary>
/// Runs jobs on this machine as child processes of whichever session submits or waits. No daemon: the queue is in the ledger,
/// and the next session goes on with what a closed one left.
/// </summary>
internal sealed class LocalService(GlacierHome home, Ledger ledger, TimeProvider time) : IComputeService, IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan OthersGrace = TimeSpan.FromSeconds(40);

    private readonly Dictionary<string, WorkerPool> _pools = new(StringComparer.OrdinalIgnoreCase);
    private readonly Lock _gate = new();
    private PythonInterpreter? _python;
    private bool _disposed;

    /// <inheritdoc/>
    public ServiceKind Kind => ServiceKind.Local;

    /// <inheritdoc/>
    public bool QueuesInLedger => true;

    /// <inheritdoc/>
    public Task RequireAccessAsync(GlacierEnvironment environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IReadOnlyList<string>? Describe(GlacierEnvironment environment, RunManifest manifest) => null;

    /// <inheritdoc/>
    public Task<BatchRecord?> ProvisionAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken) =>
        Task.FromResult<BatchRecord?>(null);

    /// <inheritdoc/>
    public Task<IReadOnlyList<PlannedChange>> PlanAsync(
        GlacierEnvironment environment, EnvironmentSettings settings, ProvisioningWatch watch, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PlannedChange>>([]);

    /// <inheritdoc/>
    public async IAsyncEnumerable<EnvironmentCheck> CheckAsync(
        GlacierEnvironment environment, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var name = environment.Name;
        var capacity = LocalCapacity.Of(environment);
        EnvironmentCheck python;
        try
        {
            var found = await FindPythonAsync(cancellationToken);
            python = new EnvironmentCheck(name, "Python", CheckStatus.Passed, $"Python {found.Version} at {found.Path}");
        }
        catch (GlacierBatchException fault)
        {
            python = new EnvironmentCheck(name, "Python", CheckStatus.Failed, fault.Message, fault.Recommendation);
        }

        yield return python;
        var wanted = environment.MemoryMiB ?? SizeClass.Smallest;
        yield return capacity.Holds(environment.VCpu, wanted)
            ? new EnvironmentCheck(name, "Capacity", CheckStatus.Passed, FormattableString.Invariant(
                $"{capacity.VCpu} vCPU and {capacity.MemoryMiB} MiB, for tasks of {environment.VCpu} vCPU and {wanted} MiB"))
            : new EnvironmentCheck(name, "Capacity", CheckStatus.Failed, FormattableString.Invariant(
                $"A task of {environment.VCpu} vCPU and {wanted} MiB does not fit into {capacity.VCpu} vCPU and {capacity.MemoryMiB} MiB"),
                $"Give tasks less: Set-GlacierBatchEnvironment {name} -MemoryMiB, or -MemoryMiB on Submit-GlacierJob.");
    }

    /// <inheritdoc/>
    public async Task RequireAsync(
        GlacierEnvironment environment, RunManifest manifest, bool isRehearsal, CancellationToken cancellationToken)
    {
        LocalCapacity.Of(environment).Require(manifest.Tasks);
        await FindPythonAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> SubmitAsync(GlacierEnvironment environment, RunManifest manifest, CancellationToken cancellationToken)
    {
        await ContinueAsync(environment, [], CancellationToken.None);
        return true;
    }

    /// <inheritdoc/>
    public async Task ContinueAsync(
        GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, CancellationToken cancellationToken)
    {
        var python = await FindPythonAsync(cancellationToken);
        await EndUselessAsync(environment);
        RequireRoom(environment);
        ledger.Leases.Enqueue(jobs);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_pools.TryGetValue(environment.Name, out var pool))
            {
                _pools[environment.Name] = pool = new WorkerPool(environment, home, ledger, python, time);
            }

            pool.Start(environment);
        }
    }

    /// <summary>Limits may have been lowered since a job was submitted; then it would be waited for for ever.</summary>
    private void RequireRoom(GlacierEnvironment environment)
    {
        var capacity = LocalCapacity.Of(environment);
        if (ledger.Leases.FindTooLarge(environment.Name, capacity.VCpu, capacity.MemoryMiB) is not { } job) return;
        throw new GlacierBatchException(ErrorKind.InvalidOperation, "TaskTooLarge", FormattableString.Invariant(
            $"The job {job} no longer fits into {capacity.VCpu} vCPU and {capacity.MemoryMiB} MiB: it could never start."),
            $"Raise -MaxvCpu with Set-GlacierBatchEnvironment {environment.Name}, or stop the job with Stop-GlacierJob.", job.ToString());
    }

    /// <summary>
    /// A pool that failed, or works for the bucket that the environment had before, may still be ending its scripts: another one must not
    /// begin the same jobs before they are gone.
    /// </summary>
    private async Task EndUselessAsync(GlacierEnvironment environment)
    {
        WorkerPool? useless;
        lock (_gate)
        {
            if (!_pools.TryGetValue(environment.Name, out useless) || (useless.Fault is null && useless.Publishes(environment))) return;
            _pools.Remove(environment.Name);
        }

        await useless.DisposeAsync();
        useless.ReleaseLeft();
    }

    /// <inheritdoc/>
    public Task RefreshAsync(GlacierEnvironment environment, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Exception? FindFault(GlacierEnvironment environment)
    {
        lock (_gate)
        {
            return _disposed ? new ObjectDisposedException(null, "The module was removed.")
                : _pools.GetValueOrDefault(environment.Name)?.Fault;
        }
    }

    /// <inheritdoc/>
    public async Task StopAsync(
        GlacierEnvironment environment, IReadOnlyList<JobReference> jobs, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var run in ledger.Leases.Stop(jobs, reason, now).GroupBy(job => job.Run))
        {
            await RunStore.AddStopsAsync(environment, run.Key, [.. run.Select(job => job.Index)], reason, now, cancellationToken);
        }

        // Jobs of living sessions are stopped by those; nobody but us would stop what a dead one left running.
        var abandoned = new AbandonedLeases(environment.Name, home, ledger.Leases, time);
        await abandoned.TakeOverAsync(LeaseOwner.Create(), WorkerPool.LeaseTime, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<ILogSource?> OpenLogAsync(
        GlacierEnvironment environment, Job job, int attempt, int? tail, CancellationToken cancellationToken)
    {
        var key = StoreLayout.Log(job.RunName, job.Task, attempt);
        if (await environment.Store.FindAsync(key, cancellationToken) is not null)
        {
            return new StreamLog(await environment.Store.OpenReadAsync(key, cancellationToken));
        }

        try
        {
            var live = AttemptExecutor.LiveLog(home, environment.Name, job.RunName, job.Index, attempt);
            return new StreamLog(new FileStream(live, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> ProbeAsync(
        GlacierEnvironment environment, ProbeRequest request, Action<string> told, CancellationToken cancellationToken) =>
        await new LocalProbe(environment, home, await FindPythonAsync(cancellationToken), time).RunAsync(request, cancellationToken);

    /// <inheritdoc/>
    public async Task RemoveAsync(
        GlacierEnvironment environment, RemovalSettings removal, ProvisioningWatch watch, CancellationToken cancellationToken)
    {
        WorkerPool? pool;
        lock (_gate) _pools.Remove(environment.Name, out pool);
        if (pool is not null) await pool.DisposeAsync();
        await WaitForOthersAsync(environment.Name, cancellationToken);
        foreach (var folder in new[] { home.Scratch(environment.Name), home.Logs(environment.Name) })
        {
            if (!await ScratchFolder.TryDeleteAsync(folder)) watch.Warn($"The folder {folder} could not be deleted: delete it by hand.");
        }
    }

    /// <summary>Other sessions stop their scripts within the grace period; their folders are in use until then.</summary>
    private async Task WaitForOthersAsync(string environment, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (ledger.Leases.HasLeases(environment) && time.GetElapsedTime(started) < OthersGrace)
        {
            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    /// <summary>Ends this session's part: running scripts are ended, and their jobs go back to the queue.</summary>
    public async ValueTask DisposeAsync()
    {
        List<WorkerPool> pools;
        lock (_gate)
        {
            _disposed = true;
            pools = [.. _pools.Values];
            _pools.Clear();
        }

        await Task.WhenAll(pools.Select(pool => pool.DisposeAsync().AsTask()));
    }

    private async Task<PythonInterpreter> FindPythonAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _python ??= await PythonLocator.FindAsync(null, cancellationToken);
        }
        catch (FileNotFoundException missing)
        {
            throw new GlacierBatchException(ErrorKind.NotAvailable, "PythonNotFound", missing.Message,
                $"Install Python 3, or set {PythonLocator.Variable} to its path.", null, missing);
        }
    }
}
