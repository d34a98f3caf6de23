using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Who holds leases: one worker pool in one process on one machine.</summary>
internal static class LeaseOwner
{
    /// <summary>A new owner in this process, as text for the ledger.</summary>
    public static string Create() => $"{Environment.MachineName}|{ProcessIdentity.Current}|{Guid.NewGuid():N}";

    /// <summary>
    /// Whether an owner has left its leases behind. On this machine its process tells, whatever the clock says; of another machine
    /// (a home folder on a shared file system) only the heartbeat does.
    /// </summary>
    public static bool IsGone(string owner, DateTimeOffset leaseUntil, DateTimeOffset now)
    {
        var parts = owner.Split('|');
        if (parts.Length != 3 || parts[0] != Environment.MachineName) return leaseUntil < now;
        return !ProcessIdentity.Parse(parts[1]).IsAlive();
    }

    /// <summary>Whether an owner runs on this machine, so that its processes can be ended from here.</summary>
    public static bool IsHere(string owner) => owner.Split('|')[0] == Environment.MachineName;
}
