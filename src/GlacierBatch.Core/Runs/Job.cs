using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Runs;

/// <summary>A task's execution on a service, as it stood when it was read.</summary>
public sealed record Job
{
    internal Job(JobReference reference, GlacierTask task) => (Reference, Task) = (reference, task);

    /// <summary>Names the job everywhere.</summary>
    public string JobId => Reference.ToString();

    /// <summary>The task's name.</summary>
    public string JobName => Task.Id;

    /// <summary>The environment.</summary>
    public string Environment => Reference.Environment;

    /// <summary>The run.</summary>
    public string RunName => Reference.Run;

    /// <summary>The task's position in the run.</summary>
    public int Index => Reference.Index;

    /// <summary>The region's name.</summary>
    public string Region => Task.Region;

    /// <summary>The imagery.</summary>
    public Satellite Satellite => Task.Satellite;

    /// <summary>The first day.</summary>
    public DateOnly StartDate => Task.Window.Start;

    /// <summary>The last day, included.</summary>
    public DateOnly EndDate => Task.Window.End;

    /// <summary>Where it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>The cause in one line, where it failed or waits for something.</summary>
    public string? StatusReason { get; init; }

    /// <summary>How it ended, or null while it has not.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>Why it failed, or null where it did not.</summary>
    public FailureCategory? Category => Failure?.Category;

    /// <summary>What to do about it in one line, where it failed.</summary>
    public string? Advice => Failure?.Advice;

    /// <summary>The runner's exit code; see <see cref="ExitCodes"/>.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How many attempts were begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Processors.</summary>
    public double VCpu { get; init; }

    /// <summary>Memory in MiB, above which it is ended.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>When it was submitted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its last attempt began.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>How long its last attempt took.</summary>
    public TimeSpan? Duration => StartedAt is { } start && StoppedAt is { } end && end >= start ? end - start : null;

    /// <summary>The most memory that its processes held at a time, in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Why it failed and what to do, or null where it did not fail. Worked out anew from what is known of its end.</summary>
    internal Failure? Failure => Status != JobStatus.FAILED ? null : FailureClassifier.Classify(new FailureFacts
    {
        Outcome = Outcome is { } outcome && outcome.IsSuccess() ? null : Outcome,
        StatusReason = StatusReason,
        ExitCode = ExitCode,
    });

    internal JobReference Reference { get; }

    internal GlacierTask Task { get; }

    /// <inheritdoc/>
    public override string ToString() => JobId;
}
