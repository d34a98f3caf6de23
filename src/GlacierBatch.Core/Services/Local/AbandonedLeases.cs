using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Running;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Cleans up after sessions that died: ends what they left running, and gives their jobs back to the queue.</summary>
internal sealed class AbandonedLeases(string environment, GlacierHome home, LeaseTable leases, TimeProvider time)
{
    /// <summary>Takes over what is abandoned. A job is queued again only once nothing of its last attempt runs any more.</summary>
    public async Task TakeOverAsync(string owner, DateTimeOffset until, CancellationToken cancellationToken)
    {
        foreach (var (lease, formerOwner, formerUntil, process) in leases.ReadOthers(environment, owner))
        {
            if (!LeaseOwner.IsGone(formerOwner, formerUntil, time.GetUtcNow())) continue;
            if (leases.TakeOver(lease, owner, until) is not { } taken) continue;
            if (LeaseOwner.IsHere(formerOwner))
            {
                var root = process is null ? null : ProcessIdentity.Parse(process);
                await ProcessTree.EndOrphansAsync(lease.Mark, root, time, cancellationToken);
                AttemptFolders.DeleteAbandoned(home.Scratch(environment), lease.Job.Run, lease.Job.Index, lease.Attempt);
            }

            leases.Release(taken, "The session that ran it has ended.", time.GetUtcNow());
        }
    }
}
