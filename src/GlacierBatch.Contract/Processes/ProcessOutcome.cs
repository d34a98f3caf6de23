namespace GlacierBatch.Contract.Processes;

/// <summary>How an execution ended, and what it took.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="ExitCode">The main process's exit code; 128 + the signal's number where a signal ended it.</param>
/// <param name="Duration">From the start until nothing of the tree was left.</param>
/// <param name="PeakMemoryBytes">
/// The most memory seen in use, in bytes, by the whole tree at one time, or by one process as the kernel recorded it, whichever is more.
/// </param>
public sealed record ProcessOutcome(ProcessEnd End, int ExitCode, TimeSpan Duration, long PeakMemoryBytes);
