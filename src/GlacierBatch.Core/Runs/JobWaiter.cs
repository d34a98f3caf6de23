using System.Runtime.CompilerServices;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Runs;

/// <summary>Watches jobs until they have ended.</summary>
internal sealed class JobWaiter(Ledger ledger, TimeProvider time)
{
    /// <summary>Yields each job as it ends; those that had ended already come first.</summary>
    /// <param name="jobs">Which.</param>
    /// <param name="timeout">How long to wait, or null for as long as it takes.</param>
    /// <param name="pollInterval">How long a change by another session may go unnoticed.</param>
    /// <param name="findFault">What ended this session's work on them, or null.</param>
    /// <param name="progress">Told after every change.</param>
    /// <param name="cancellationToken">Stops the waiting; the jobs run on.</param>
    /// <exception cref="GlacierBatchException">WaitTimeout: the time is over and some have not ended; WorkersEnded;
    /// JobNotFound.</exception>
    public async IAsyncEnumerable<Job> WaitAsync(
        IReadOnlyCollection<JobReference> jobs, TimeSpan? timeout, TimeSpan pollInterval, Func<Exception?> findFault,
        Action<WaitProgress> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var pending = jobs.Select(job => job.ToString()).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var states = new StateCount(pending);
        var (stamp, cause) = (-1L, (string?)null);
        while (pending.Count > 0)
        {
            var next = ledger.Changed.Next;
            (var changes, stamp) = ledger.Jobs.ReadChanges(stamp);
            foreach (var job in changes.Where(job => pending.Contains(job.JobId)))
            {
                states.Note(job.JobId, job.Status);
                if (job.Status == JobStatus.RUNNABLE) cause = job.StatusReason ?? cause;
                else if (job.Status is JobStatus.STARTING or JobStatus.RUNNING) cause = null;
                if (!job.Status.IsEnded()) continue;
                pending.Remove(job.JobId);
                yield return job;
            }

            var elapsed = time.GetElapsedTime(started);
            progress(new WaitProgress(states.Counts, elapsed) { Cause = cause });
            if (pending.Count == 0) yield break;
            if (findFault() is { } fault) throw Ended(fault, pending.Count);
            if (changes.Count == 0) RequireOneOf(pending);
            if (timeout is { } limit && elapsed >= limit) throw TimedOut(limit, pending);
            var patience = timeout is { } end && end - elapsed < pollInterval ? end - elapsed : pollInterval;
            await ChangeSignal.WaitAsync(next, patience, time, cancellationToken);
        }
    }

    /// <summary>Jobs of an environment that another session removes end without a word.</summary>
    private void RequireOneOf(HashSet<string> pending)
    {
        var (environment, run, index) = JobReference.Parse(pending.First());
        if (ledger.Jobs.Read(new JobFilter { Environment = environment, Run = run, Index = index }).Any()) return;
        throw new GlacierBatchException(ErrorKind.NotFound, "JobNotFound",
            $"The job '{pending.First()}' is no longer known: its environment was removed while it was waited for.",
            "Its outputs, where there are any, are in the bucket still.", pending.First());
    }

    private static GlacierBatchException Ended(Exception fault, int pending) => new(
        ErrorKind.NotAvailable, "WorkersEnded",
        $"This session can no longer work on the queue, and {pending} jobs have not ended: {fault.Message}",
        "Mend the cause, then wait again: Get-GlacierJob | Wait-GlacierJob goes on where it stopped.", null, fault);

    private static GlacierBatchException TimedOut(TimeSpan limit, HashSet<string> pending) => new(
        ErrorKind.Timeout, "WaitTimeout",
        FormattableString.Invariant(
            $"After {limit.TotalSeconds:0.###} s {pending.Count} jobs have not ended, {pending.First()} among them."),
        "They run on; wait again with a longer -Timeout.", null);
}
