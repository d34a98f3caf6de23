namespace GlacierBatch.Core.Ledgers;

/// <summary>A lease that its owner may have left behind.</summary>
/// <param name="Lease">The lease.</param>
/// <param name="Owner">Who held it.</param>
/// <param name="Until">Until when, by the owner's last heartbeat.</param>
/// <param name="Process">The script's process, or null if none was started.</param>
internal sealed record AbandonedLease(Lease Lease, string Owner, DateTimeOffset Until, string? Process);
