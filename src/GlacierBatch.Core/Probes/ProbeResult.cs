using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Probes;

/// <summary>How a probe ended, or how it stood when nobody waited any longer.</summary>
public sealed record ProbeResult
{
    /// <summary>Names the job at its service.</summary>
    public required string JobId { get; init; }

    /// <summary>Where it stands.</summary>
    public required JobStatus Status { get; init; }

    /// <summary>Why it failed or waits, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When it started, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, or null.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    /// <summary>How long it ran, or null.</summary>
    public TimeSpan? Duration => StartedAt is { } start && StoppedAt is { } end && end >= start ? end - start : null;

    /// <summary>What it printed.</summary>
    public IReadOnlyList<string> Lines { get; init; } = [];

    /// <summary>How often it was tried while the registry refused the image.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>How long ago the environment's roles were made, when it ended.</summary>
    public TimeSpan? RolesAge { get; init; }

    /// <summary>Whether the registry refused the image, as it does for minutes after roles were made.</summary>
    public bool IsRegistryRefusal => Status == JobStatus.FAILED && Reason is { } reason
        && FailureTexts.Pull().IsMatch(reason) && FailureTexts.Refused().IsMatch(reason);

    /// <summary>Whether the bucket refused it.</summary>
    public bool IsAccessDenied => Status == JobStatus.FAILED && !IsRegistryRefusal
        && Lines.Append(Reason ?? "").Any(line => FailureTexts.Refused().IsMatch(line) || FailureTexts.Denied().IsMatch(line));
}
