namespace GlacierBatch.Core.Ledgers;

/// <summary>What a service says of one attempt, as it says it.</summary>
/// <param name="Attempt">Which one, from 1.</param>
/// <param name="StatusReason">The service's reason.</param>
/// <param name="Reason">The container's reason.</param>
/// <param name="ExitCode">The container's exit code.</param>
/// <param name="LogStream">The stream of its log; may be named before it exists.</param>
/// <param name="Started">When it began.</param>
/// <param name="Stopped">When it ended.</param>
internal sealed record AttemptRow(
    int Attempt, string? StatusReason, string? Reason, int? ExitCode, string? LogStream, DateTimeOffset? Started, DateTimeOffset? Stopped);
