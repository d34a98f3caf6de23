using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Core.Services.Local;

/// <summary>Who holds leases: one worker pool in one process on one machine.</summary>
internal static class LeaseOwner
{
    /// <summary>A new owner in this process, as text for the ledger.</summary>
    public static string Create() => $"{Environment.MachineName}|{ProcessIdentity.Current}|{Guid.NewGuid():N}";

    /// <summary>Whether the process of an owner on this machine is running, whatever the clock says.</summary>
    public static bool IsAlive(string owner) => ProcessIdentity.Parse(owner.Split('|')[1]).IsAlive();

    /// <summary>Whether an owner is of this very process.</summary>
    public static bool IsOfThisProcess(string owner) =>
        owner.Split('|') is [var machine, var process, _] && machine == Environment.MachineName && process == $"{ProcessIdentity.Current}";

    /// <summary>Whether an owner runs on this machine, so that its processes can be ended from here.</summary>
    public static bool IsHere(string owner) => owner.Split('|') is [var machine, _, _] && machine == Environment.MachineName;
}
