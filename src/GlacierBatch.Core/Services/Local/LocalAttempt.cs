using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Local;

/// <summary>One attempt that this session runs, and what is decided about it.</summary>
internal sealed class LocalAttempt(
    Lease lease, TaskAssignment assignment, LeaseTable leases, LocalCapacity capacity, PublishingPlaces publishing,
    CancellationToken sessionEnds) : ITaskSupervisor, IDisposable
{
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(sessionEnds);
    private ProcessIdentity? _process;
    private string? _stopReason;
    private bool _publishes;

    public Lease Lease => lease;

    public TaskAssignment Assignment => assignment;

    /// <summary>Stops the script.</summary>
    public CancellationToken StopToken => _stop.Token;

    /// <summary>Why somebody wanted it stopped, or null.</summary>
    public string? StopReason => Volatile.Read(ref _stopReason);

    /// <inheritdoc/>
    public void Started(ProcessIdentity process)
    {
        Volatile.Write(ref _process, process);
        if (!leases.Started(lease, process.ToString())) _stop.Cancel();
    }

    /// <inheritdoc/>
    public void ScriptEnded()
    {
        // Where too many publish already, it keeps its room until it has ended: outputs must not pile up before a slow bucket.
        _publishes = publishing.TryTake();
        if (_publishes) leases.ScriptEnded(lease);
    }

    /// <inheritdoc/>
    public ValueTask<bool> MayRecordAsync(TaskOutcome outcome, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Next(outcome) == NextStep.Record && leases.IsHeld(lease));

    /// <summary>What follows from an outcome.</summary>
    public NextStep Next(TaskOutcome outcome)
    {
        if (outcome == TaskOutcome.Stopped && StopReason is null && sessionEnds.IsCancellationRequested) return NextStep.Release;
        if (outcome.IsTransient() && lease.Failures + 1 < assignment.Manifest.MaxAttempts) return NextStep.Retry;
        if (outcome == TaskOutcome.OutOfMemory && LargerMemoryMiB is not null) return NextStep.RetryLarger;
        return NextStep.Record;
    }

    /// <summary>The memory of the next size class in MiB, or null where there is none or this machine cannot give it.</summary>
    public int? LargerMemoryMiB =>
        SizeClass.Next(lease.MemoryMiB) is { } larger && capacity.Holds(lease.VCpu, larger) ? larger : null;

    /// <summary>Stops it because somebody wants so.</summary>
    public void Stop(string reason)
    {
        Interlocked.CompareExchange(ref _stopReason, reason, null);
        _stop.Cancel();
    }

    /// <summary>Ends the script's processes at once.</summary>
    public Task KillAsync(TimeProvider time) =>
        ProcessTree.EndOrphansAsync(assignment.Mark, Volatile.Read(ref _process), time, CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_publishes) publishing.GiveBack();
        _publishes = false;
        _stop.Dispose();
    }
}
