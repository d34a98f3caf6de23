using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>Looks once at all that an environment has at AWS Batch, and writes down what changed.</summary>
/// <param name="environment">The environment.</param>
/// <param name="ledger">This machine's ledger.</param>
/// <param name="time">The clock.</param>
internal sealed class EnvironmentPoll(GlacierEnvironment environment, Ledger ledger, TimeProvider time)
{
    // After a submit Batch briefly knows nothing; after a week nothing any more. In between lies enough room for a clock that is off.
    private static readonly TimeSpan Settled = TimeSpan.FromMinutes(10);
    private const int LooksBeforeGone = 3;
    private const int LooksBeforeDoubt = 1;
    private const int DoubtEvery = 10;

    private readonly IBatchClient _batch = environment.RequireAws().Batch;
    private readonly ResultReader _results = new(environment);
    private readonly ArrayPoll _arrays = new(environment.RequireAws().Batch, new ResultReader(environment));
    private readonly Dictionary<(long Run, int Part), PartWatch> _watches = [];

    /// <summary>Looks.</summary>
    /// <returns>Whether anything is left to watch, and whether anything had changed.</returns>
    public async Task<(bool IsOpen, bool HasChanged)> LookAsync(CancellationToken cancellationToken)
    {
        var open = ledger.Parts.ReadOpen(environment.Name).Where(part => part.JobId is not null).Select(WatchOf).ToList();
        var details = new Dictionary<string, JobDetail>(StringComparer.Ordinal);
        await foreach (var detail in _batch.DescribeAllJobsAsync(open.Select(watch => watch.Row.JobId!), cancellationToken))
        {
            details[detail.JobId] = detail;
        }

        var hasChanged = false;
        foreach (var run in open.GroupBy(watch => (watch.Row.RunId, watch.Row.Run)))
        {
            var listing = new RunListing(_results, run.Key.Run, cancellationToken);
            foreach (var watch in run)
            {
                var changes = await LookAsync(watch, details.GetValueOrDefault(watch.Row.JobId!), listing, cancellationToken);
                ledger.Parts.Apply(watch.Row.RunId, changes);
                hasChanged |= changes.Count > 0;
                await GiveUpAsync(watch, changes, cancellationToken);
                if (!watch.IsDone) continue;
                ledger.Parts.End(watch.Row);
                _watches.Remove((watch.Row.RunId, watch.Row.Part));
            }
        }

        return (open.Exists(watch => !watch.IsDone), hasChanged);
    }

    private PartWatch WatchOf(PartRow row)
    {
        if (!_watches.TryGetValue((row.RunId, row.Part), out var watch))
            _watches[(row.RunId, row.Part)] = watch = new PartWatch(row, ledger.Parts.ReadJobs(row));
        return watch;
    }

    private async Task<IReadOnlyList<JobChange>> LookAsync(
        PartWatch watch, JobDetail? detail, RunListing listing, CancellationToken cancellationToken)
    {
        if (detail is null) return await LookForMissingAsync(watch, listing, cancellationToken);
        watch.Missing = 0;
        var changes = watch.Row.IsArray
            ? [.. await _arrays.LookAsync(watch, detail, listing, cancellationToken)]
            : await LookAtPlainAsync(watch, detail, cancellationToken);
        if (!watch.IsDone) changes.AddRange(await ExplainAsync(watch, detail, cancellationToken));
        return changes;
    }

    private async Task<List<JobChange>> LookAtPlainAsync(PartWatch watch, JobDetail detail, CancellationToken cancellationToken)
    {
        var job = watch.Jobs[0];
        var status = JobFacts.StatusOf(detail.Status);
        var records = status.IsEnded() ? await _results.ReadAsync([job], cancellationToken) : new Dictionary<int, TaskResult>();
        var change = JobFacts.Of(job.Position, detail, records.GetValueOrDefault(0));
        var isNews = watch.Note(0, change.Status);
        watch.Still = isNews ? 0 : watch.Still + 1;
        watch.Summary = new Dictionary<string, int> { [detail.Status] = 1 };
        return isNews ? [change] : [];
    }

    /// <summary>Why nothing of a part starts, told once for each cause.</summary>
    private async Task<IReadOnlyList<JobChange>> ExplainAsync(PartWatch watch, JobDetail detail, CancellationToken cancellationToken)
    {
        var isWaiting = watch.Summary is { } summary && summary.GetValueOrDefault("RUNNABLE") > 0
            && summary.GetValueOrDefault("STARTING") + summary.GetValueOrDefault("RUNNING") == 0;
        if (!isWaiting) return [];
        var reason = watch.Row.IsArray ? await _arrays.FindReasonAsync(watch, cancellationToken) : detail.StatusReason;
        var cause = RunnableExplainer.Explain(reason);
        if (cause is null && watch.Still >= LooksBeforeDoubt && (watch.Still - LooksBeforeDoubt) % DoubtEvery == 0)
            cause = await ExamineQueueAsync(watch.Row.Queue, cancellationToken);
        if (cause is null || cause == watch.Cause) return [];
        watch.Cause = cause;
        return [.. watch.Open.Select(child => new JobChange(watch.Jobs[child].Position, JobStatus.RUNNABLE) { Reason = cause })];
    }

    private async Task<string?> ExamineQueueAsync(string name, CancellationToken cancellationToken)
    {
        var queues = await _batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [name] }, cancellationToken);
        var queue = queues.JobQueues.FirstOrDefault();
        var names = queue?.ComputeEnvironmentOrder?.Select(entry => entry.ComputeEnvironment).ToList() ?? [];
        if (names.Count == 0) return RunnableExplainer.Explain(queue, []);
        var computes = await _batch.DescribeComputeEnvironmentsAsync(
            new DescribeComputeEnvironmentsRequest { ComputeEnvironments = names }, cancellationToken);
        return RunnableExplainer.Explain(queue, computes.ComputeEnvironments);
    }

    /// <summary>Batch cancels only the queue's head for what can never start, one after the other: the first one tells of all.</summary>
    private async Task GiveUpAsync(PartWatch watch, IReadOnlyList<JobChange> changes, CancellationToken cancellationToken)
    {
        if (watch.IsGivenUp || watch.IsDone || !watch.Row.IsArray) return;
        var first = changes.FirstOrDefault(change =>
            change.Status == JobStatus.FAILED && change.Attempts.Count == 0 && RunnableExplainer.IsMisconfiguration(change.Reason));
        if (first is null) return;
        watch.IsGivenUp = true;
        var reason = MessageText.Of($"None of the array can start: {first.Reason}", 250);
        await _batch.TerminateJobAsync(new TerminateJobRequest(watch.Row.JobId!, reason), cancellationToken);
    }

    /// <summary>
    /// A job that Batch does not know: not yet, or not any more. Then records and stops tell, and what has neither says so.
    /// </summary>
    private async Task<IReadOnlyList<JobChange>> LookForMissingAsync(
        PartWatch watch, RunListing listing, CancellationToken cancellationToken)
    {
        watch.Missing++;
        var age = time.GetUtcNow() - watch.Row.Intended;
        if (watch.Missing < LooksBeforeGone || age < Settled) return [];
        var there = await listing.RecordsAsync();
        var open = watch.Open.ToList();
        var records = await _results.ReadAsync(
            open.Select(child => watch.Jobs[child]).Where(job => there.Contains(job.ResultKey)), cancellationToken);
        var stops = await RunStore.FindStopsAsync(environment, watch.Row.Run, cancellationToken);
        var changes = new List<JobChange>();
        foreach (var child in open)
        {
            var position = watch.Jobs[child].Position;
            var change = records.TryGetValue(child, out var record) ? JobFacts.Of(position, null, record) : Gone(watch, position, stops);
            if (watch.Note(child, change.Status)) changes.Add(change);
        }

        return changes;
    }

    private static JobChange Gone(PartWatch watch, int position, RunStops? stops) =>
        stops?.Reasons.TryGetValue(position, out var reason) == true
            ? new JobChange(position, JobStatus.FAILED) { Outcome = TaskOutcome.Stopped, Reason = reason }
            : new JobChange(position, JobStatus.FAILED)
            {
                Outcome = TaskOutcome.Infrastructure,
                Reason = $"AWS Batch does not know the job {watch.Row.JobId} any more, and it left no result: it was not finished, or its "
                    + "record was removed.",
            };
}
