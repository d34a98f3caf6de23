using GlacierBatch.Contract.Results;

namespace GlacierBatch.Core.Ledgers;

/// <summary>How an attempt ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Reason">The cause in one line, or null.</param>
/// <param name="PeakMemoryBytes">The most memory that its processes held, in bytes.</param>
internal sealed record JobEnd(TaskOutcome Outcome, string? Reason, long PeakMemoryBytes);
