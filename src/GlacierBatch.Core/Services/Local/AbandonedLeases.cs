using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Cleans up after sessions that died: ends what they left running, and gives their jobs back to the queue.</summary>
internal sealed class AbandonedLeases(string environment, GlacierHome home, LeaseTable leases, TimeProvider time)
{
    private readonly Dictionary<string, (DateTimeOffset Until, long Since)> _elsewhere = new(StringComparer.Ordinal);

    /// <summary>Takes over what is abandoned. A job is queued again only once nothing of its last attempt runs any more.</summary>
    public async Task TakeOverAsync(string owner, TimeSpan leaseTime, CancellationToken cancellationToken)
    {
        foreach (var left in leases.ReadOthers(environment, owner))
        {
            if (!IsGone(left, leaseTime)) continue;
            if (leases.TakeOver(left.Lease, owner, time.GetUtcNow() + leaseTime) is not { } taken) continue;
            try
            {
                if (LeaseOwner.IsHere(left.Owner)) await EndAsync(left, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                // This session ends before all of it is gone: whoever comes next must clean up, so it must see the dead owner.
                leases.TakeOver(taken, left.Owner, left.Until);
                throw;
            }

            leases.Release(taken, "The session that ran it has ended.", time.GetUtcNow());
        }
    }

    private async Task EndAsync(AbandonedLease left, CancellationToken cancellationToken)
    {
        var (lease, _, _, process) = left;
        var root = process is null ? null : ProcessIdentity.Parse(process);
        await ProcessTree.EndOrphansAsync(lease.Mark, root, time, cancellationToken);
        await AttemptFolders.DeleteAbandonedAsync(home.Scratch(environment), lease.Job.Run, lease.Job.Index, lease.Attempt);
    }

    /// <summary>
    /// Whether an owner has left its lease behind. On this machine its process tells. Of another machine (a home folder on a shared
    /// file system) only the heartbeat does: gone is who has not moved it for the length of a lease, by this session's own steady
    /// clock. What two machines' clocks say, and how they jump, does not matter.
    /// </summary>
    private bool IsGone(AbandonedLease left, TimeSpan leaseTime)
    {
        if (LeaseOwner.IsHere(left.Owner)) return !LeaseOwner.IsAlive(left.Owner);
        if (_elsewhere.TryGetValue(left.Lease.Token, out var seen) && seen.Until == left.Until)
        {
            return time.GetElapsedTime(seen.Since) > leaseTime;
        }

        _elsewhere[left.Lease.Token] = (left.Until, time.GetTimestamp());
        return false;
    }
}
