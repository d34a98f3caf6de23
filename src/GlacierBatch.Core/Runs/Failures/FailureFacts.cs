using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Core.Runs.Failures;

/// <summary>What is known of a failed job's last attempt. What is null is not known.</summary>
public sealed record FailureFacts
{
    private const string SaysNothing = "Essential container in task exited";

    /// <summary>How the task runner says it ended, from the result record; it has read the scripts' logs.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>The service's reason, or the runner's where it left a record.</summary>
    public string? StatusReason { get; init; }

    /// <summary>The container's own reason, as Batch gives it for an attempt.</summary>
    public string? ContainerReason { get; init; }

    /// <summary>The container's exit code.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Whether somebody cancelled or terminated it.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Whether it ran on Spot.</summary>
    public bool IsSpot { get; init; }

    /// <summary>The last lines of its log, where there is no result record that speaks for them.</summary>
    public IReadOnlyList<string>? LogLines { get; init; }

    /// <summary>Both reasons in one line.</summary>
    public string Reason => Combine(StatusReason, ContainerReason) ?? "";

    /// <summary>A service's two reasons as the one line that a job shows: what says nothing is left out.</summary>
    public static string? Combine(string? statusReason, string? containerReason)
    {
        if (string.IsNullOrWhiteSpace(containerReason)) return string.IsNullOrWhiteSpace(statusReason) ? null : statusReason.Trim();
        return string.IsNullOrWhiteSpace(statusReason) || statusReason.Trim().StartsWith(SaysNothing, StringComparison.Ordinal)
            ? containerReason.Trim()
            : $"{statusReason.Trim()}: {containerReason.Trim()}";
    }

    /// <summary>What the log's lines tell, or null where there are none.</summary>
    internal ScriptEvidence? ReadLog()
    {
        if (LogLines is not { Count: > 0 } lines) return null;
        var evidence = new ScriptEvidence();
        foreach (var line in lines) evidence.Take(line);
        return evidence;
    }
}
