using System.Globalization;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>What AWS Batch and a result record together say of a job.</summary>
internal static class JobFacts
{
    /// <summary>What is to be written down.</summary>
    /// <param name="position">The task's position in the run.</param>
    /// <param name="detail">What Batch says, or null where it does not know the job (any more).</param>
    /// <param name="end">What the result record says, which is the truth where there is one; or null.</param>
    /// <param name="reason">The record's reason, or null.</param>
    public static JobChange Of(int position, JobDetail? detail, EndMark? end, string? reason)
    {
        var attempts = detail?.Attempts?.Select(OfAttempt).ToList() ?? [];
        if (end is not null)
        {
            return new JobChange(position, end.Outcome.IsSuccess() ? JobStatus.SUCCEEDED : JobStatus.FAILED)
            {
                Reason = reason,
                Outcome = end.Outcome,
                ExitCode = end.Outcome.ToExitCode(),
                PeakMemoryBytes = end.PeakMemoryBytes,
                Started = end.Started,
                Stopped = end.Ended,
                Attempts = attempts,
                AttemptCount = end.Attempt,
            };
        }

        if (detail is null) throw new ArgumentException("Nothing is known of the job.", nameof(detail));
        var status = StatusOf(detail.Status);

        // Batch lists an attempt once it has ended: the one that runs comes on top, unless it is listed before.
        var isUnlisted = attempts is [] or [.., { Stopped: not null }];
        var change = new JobChange(position, status)
        {
            Started = Time(detail.StartedAt),
            Stopped = status.IsEnded() ? Time(detail.StoppedAt) : null,
            Attempts = attempts,
            AttemptCount = attempts.Count + (status is JobStatus.STARTING or JobStatus.RUNNING && isUnlisted ? 1 : 0),
        };
        if (status == JobStatus.RUNNABLE) return change with { Reason = RunnableExplainer.Explain(detail.StatusReason) };
        return status == JobStatus.FAILED ? Failed(change, detail) : change with { ExitCode = detail.Container?.ExitCode };
    }

    /// <summary>What is to be written down where there is a record, or none.</summary>
    public static JobChange Of(int position, JobDetail? detail, TaskResult? result) =>
        Of(position, detail, result is null ? null : EndMark.Of(result), result?.Reason);

    /// <summary>A status in Batch's words; one that this version does not know counts as waiting.</summary>
    public static JobStatus StatusOf(string? status) => Enum.TryParse<JobStatus>(status, out var known) ? known : JobStatus.PENDING;

    private static JobChange Failed(JobChange change, JobDetail detail)
    {
        var last = detail.Attempts is [.., var attempt] ? attempt : null;
        var isStopped = detail.IsTerminated == true || detail.IsCancelled == true;
        var reason = isStopped
            ? detail.StatusReason
            : FailureFacts.Combine(detail.StatusReason ?? last?.StatusReason, last?.Container?.Reason ?? detail.Container?.Reason);
        return change with
        {
            Reason = MessageText.Of(reason ?? "AWS Batch gives no reason.", 1000),
            Outcome = isStopped ? TaskOutcome.Stopped : null,
            ExitCode = last?.Container?.ExitCode ?? detail.Container?.ExitCode,
        };
    }

    private static AttemptRow OfAttempt(AttemptDetail attempt, int index) => new(
        index + 1, attempt.StatusReason, attempt.Container?.Reason, attempt.Container?.ExitCode, attempt.Container?.LogStreamName,
        Time(attempt.StartedAt), Time(attempt.StoppedAt));

    private static DateTimeOffset? Time(long? milliseconds) =>
        milliseconds is > 0 and < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds.Value) : null;

    /// <summary>The index of a child by its id <c>parent:index</c>, or null.</summary>
    public static int? ChildOf(string jobId) =>
        int.TryParse(jobId.AsSpan(jobId.LastIndexOf(':') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var child)
            && jobId.Contains(':', StringComparison.Ordinal) ? child : null;
}
