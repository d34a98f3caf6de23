using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Local;

/// <summary>
/// Runs an environment's queued jobs in this session, as many scripts at a time as fit, until the queue is empty. What a script has
/// written is published while the next one runs. Sessions side by side share the queue; what a dead one left is taken over.
/// </summary>
internal sealed class WorkerPool : IAsyncDisposable
{
    /// <summary>How long a lease holds after a heartbeat.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndingGrace = TimeSpan.FromSeconds(2);

    private readonly Ledger _ledger;
    private readonly TimeProvider _time;
    private readonly AttemptExecutor _executor;
    private readonly AbandonedLeases _abandoned;
    private readonly ManifestCache _manifests;
    private readonly PublishingPlaces _publishing = new();
    private readonly string _owner = LeaseOwner.Create();
    private readonly CancellationTokenSource _ending = new();
    private readonly List<(LocalAttempt Attempt, Task Task)> _running = [];
    private readonly Lock _gate = new();
    private volatile GlacierEnvironment _environment;
    private Task? _dispatching;
    private bool _wanted;
    private long? _lastHeartbeat;
    private long? _lastTakeOver;

    public WorkerPool(GlacierEnvironment environment, GlacierHome home, Ledger ledger, PythonInterpreter python, TimeProvider time)
    {
        (_environment, _ledger, _time) = (environment, ledger, time);
        _executor = new AttemptExecutor(environment, home, ledger.Leases, python, time);
        _abandoned = new AbandonedLeases(environment.Name, home, ledger.Leases, time);
        _manifests = new ManifestCache(environment.Store);
    }

    /// <summary>What ended the pool before its queue was empty, or null. A pool with a fault is of no more use.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Whether it publishes to the bucket that the environment has now.</summary>
    public bool Publishes(GlacierEnvironment environment) => _environment.Store.Location == environment.Store.Location;

    /// <summary>Makes sure that somebody works on the queue, within the limits that the environment has now. Returns at once.</summary>
    public void Start(GlacierEnvironment environment)
    {
        lock (_gate)
        {
            if (_ending.IsCancellationRequested) return;
            _environment = environment;
            _wanted = true;
            _dispatching ??= Task.Run(DispatchAsync);
        }
    }

    /// <summary>
    /// Ends the session's part: scripts are ended, SIGTERM first and SIGKILL after two seconds, and their jobs go back to the
    /// queue for the next session.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        Task? dispatching;
        lock (_gate)
        {
            _ending.Cancel();
            dispatching = _dispatching;
        }

        if (dispatching is not null) await dispatching;
        _ending.Dispose();
    }

    /// <summary>
    /// Gives back what the pool still holds once it has ended: as long as this process lives, nobody else would take it for left.
    /// </summary>
    public void ReleaseLeft() => _ledger.Leases.ReleaseAll(_owner, _time.GetUtcNow());

    private async Task DispatchAsync()
    {
        Exception? failure = null;
        try
        {
            do
            {
                var queued = _ledger.Queued.Next;
                await TakeOverAsync();
                await StartClaimedAsync();
                StopUnwanted();
                Heartbeat();
                if (IsIdle()) return;
                var next = Task.WhenAny([queued, .. _running.Select(running => running.Task)]);
                await ChangeSignal.WaitAsync(next, Tick, _time, _ending.Token);
                await ForgetEndedAsync();
            }
            while (!_ending.IsCancellationRequested);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The session ends, and so do its attempts, below.
        }
        catch (Exception fault)
        {
            failure = fault;
            await _ending.CancelAsync();
        }

        failure = await EndAttemptsAsync() ?? failure;
        try
        {
            ReleaseLeft();
        }
        catch (GlacierBatchException fault)
        {
            failure ??= fault;
        }

        // Told only now: whoever sees it may begin the same jobs anew.
        Fault = failure;
        _ledger.Changed.Set();
    }

    /// <summary>Whether there is nothing left to do. From then on only <see cref="Start"/> wakes the pool.</summary>
    private bool IsIdle()
    {
        if (_running.Count > 0) return false;
        lock (_gate)
        {
            if (_wanted || _ledger.Leases.HasWork(_environment.Name))
            {
                _wanted = false;
                return false;
            }

            _dispatching = null;
            return true;
        }
    }

    /// <summary>No change of our own tells that another session has died: to look for it at each of them finds no more.</summary>
    private async Task TakeOverAsync()
    {
        if (_lastTakeOver is { } last && _time.GetElapsedTime(last) < Tick) return;
        await _abandoned.TakeOverAsync(_owner, LeaseTime, _ending.Token);
        _lastTakeOver = _time.GetTimestamp();
    }

    private async Task StartClaimedAsync()
    {
        var now = _time.GetUtcNow();
        var capacity = LocalCapacity.Of(_environment);
        var claimed = _ledger.Leases.Claim(_environment.Name, _owner, capacity.VCpu, capacity.MemoryMiB, now, now + LeaseTime);
        foreach (var lease in claimed)
        {
            try
            {
                var manifest = await _manifests.GetAsync(lease.Job.Run, _ending.Token);
                var assignment = new TaskAssignment(manifest, lease.Job.Index, lease.Attempt)
                {
                    MemoryMiB = lease.MemoryMiB,
                    Mark = lease.Mark,
                };
                var attempt = new LocalAttempt(lease, assignment, _ledger.Leases, capacity, _publishing, _ending.Token);
                _running.Add((attempt, Task.Run(() => _executor.RunAsync(attempt))));
            }
            catch (OperationCanceledException)
            {
                _ledger.Leases.Release(lease, null, _time.GetUtcNow());
            }
            catch (Exception fault) when (fault is InvalidDataException or ArgumentException)
            {
                _ledger.Leases.Complete(lease, new JobEnd(TaskOutcome.BadTask, fault.Message, 0), _time.GetUtcNow());
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                TryLater(lease, new JobEnd(TaskOutcome.Infrastructure, fault.Message, 0));
            }
        }
    }

    /// <summary>The bucket could not be reached, and may be again: no reason to give a job up at once.</summary>
    private void TryLater(Lease lease, JobEnd end)
    {
        var (failures, now) = (lease.Failures + 1, _time.GetUtcNow());
        if (failures >= _environment.MaxAttempts) _ledger.Leases.Complete(lease, end, now);
        else _ledger.Leases.Retry(lease, end, now, RetryDelay.After(failures, Random.Shared.NextDouble()), lease.MemoryMiB);
    }

    private void StopUnwanted()
    {
        if (_running.Count == 0) return;
        var held = _ledger.Leases.ReadHeld(_owner);
        foreach (var (attempt, _) in _running)
        {
            if (!held.TryGetValue(attempt.Lease.Token, out var reason)) attempt.Stop("Somebody else holds the job, or it is gone.");
            else if (reason is not null) attempt.Stop(reason);
        }
    }

    private void Heartbeat()
    {
        if (_running.Count == 0) return;
        if (_lastHeartbeat is { } last && _time.GetElapsedTime(last) < HeartbeatInterval) return;
        _ledger.Leases.Heartbeat(_owner, _time.GetUtcNow() + LeaseTime);
        _lastHeartbeat = _time.GetTimestamp();
    }

    private async Task ForgetEndedAsync()
    {
        foreach (var (attempt, task) in _running.Where(running => running.Task.IsCompleted).ToList())
        {
            _running.Remove((attempt, task));
            attempt.Dispose();
            await task;
        }
    }

    /// <summary>Ends what still runs.</summary>
    /// <returns>What one of the attempts could not tell the ledger, or null.</returns>
    private async Task<Exception?> EndAttemptsAsync()
    {
        var all = Task.WhenAll(_running.Select(running => running.Task));
        try
        {
            await all.WaitAsync(EndingGrace, _time);
        }
        catch (TimeoutException)
        {
            await Task.WhenAll(_running.Select(running => running.Attempt.KillAsync(_time)));
        }
        catch (Exception)
        {
            // Each attempt must have ended before any is let go; the fault itself is returned below.
        }

        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _running.ForEach(running => running.Attempt.Dispose());
        _running.Clear();
        return all.Exception?.InnerException;
    }
}
