using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>What a service was found to say of a job. What is null stays as it is known.</summary>
/// <param name="Position">The task's position in the run.</param>
/// <param name="Status">Where it stands.</param>
internal sealed record JobChange(int Position, JobStatus Status)
{
    /// <summary>The cause in one line.</summary>
    public string? Reason { get; init; }

    /// <summary>How it ended, as far as a record or a stop says.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>The runner's exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The most memory that it held, in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>When its last attempt began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Stopped { get; init; }

    /// <summary>Its attempts, as the service tells them; none where it was not asked.</summary>
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];

    /// <summary>How many attempts were begun, where that is known otherwise.</summary>
    public int? AttemptCount { get; init; }
}
