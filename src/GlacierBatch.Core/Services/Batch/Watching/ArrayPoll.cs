using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>
/// Learns what changed in an array at the cost of what changed: the parent's counts tell whether anything did, the listing of result
/// records who is done, and only those are described, a hundred a call.
/// </summary>
/// <param name="batch">AWS Batch.</param>
/// <param name="results">Result records.</param>
internal sealed class ArrayPoll(IBatchClient batch, ResultReader results)
{
    /// <summary>Up to this size each child's state is followed and each record read; above, what a child's end says must do.</summary>
    public const int SmallArray = 1000;

    private const int LooksBeforeSuspicion = 2;

    /// <summary>Looks at an array.</summary>
    /// <param name="watch">What is known of it.</param>
    /// <param name="parent">Its parent as Batch describes it now.</param>
    /// <param name="listResults">The keys of the run's records, listed once a look.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is to be written down.</returns>
    public async Task<IReadOnlyList<JobChange>> LookAsync(
        PartWatch watch, JobDetail parent, Func<Task<HashSet<string>>> listResults, CancellationToken cancellationToken)
    {
        var summary = parent.ArrayProperties?.StatusSummary ?? new Dictionary<string, int>();
        var hasMoved = watch.Summary is null || !SameCounts(watch.Summary, summary);
        watch.Summary = summary;
        watch.Still = hasMoved ? 0 : watch.Still + 1;
        var changes = new List<JobChange>();
        var isOver = JobFacts.StatusOf(parent.Status).IsEnded();
        watch.Looks++;
        if (!isOver && watch.Jobs.Count > SmallArray && watch.Looks % 2 == 0) return changes;
        if (isOver || Count(summary, "SUCCEEDED") + Count(summary, "FAILED") > watch.Ended || watch.Recorded.Count > 0)
        {
            if (!isOver) changes.AddRange(await DescribeAsync(watch, await FindRecordedAsync(watch, listResults), cancellationToken));
            var rest = isOver ? [.. watch.Open] : await FindWithoutRecordAsync(watch, summary, cancellationToken);
            changes.AddRange(await DescribeAsync(watch, rest, cancellationToken));
        }

        if (watch.IsDone) return changes;
        if (hasMoved && watch.Jobs.Count <= SmallArray) changes.AddRange(await FindRunningAsync(watch, summary, cancellationToken));
        return changes;
    }

    /// <summary>Why children wait, as Batch says of one at the queue's head; or null.</summary>
    public async Task<string?> FindReasonAsync(PartWatch watch, CancellationToken cancellationToken)
    {
        var request = new ListJobsRequest { ArrayJobId = watch.Row.JobId, JobStatus = "RUNNABLE" };
        var page = await batch.ListJobsAsync(request, cancellationToken);
        return page.JobSummaryList.Select(child => child.StatusReason).FirstOrDefault(reason => !string.IsNullOrWhiteSpace(reason));
    }

    private static int Count(IReadOnlyDictionary<string, int> summary, string status) => summary.GetValueOrDefault(status);

    private static bool SameCounts(IReadOnlyDictionary<string, int> one, IReadOnlyDictionary<string, int> other) =>
        one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var count) && count == entry.Value);

    /// <summary>Those whose record is there: they have ended, or are about to.</summary>
    private static async Task<IReadOnlyCollection<int>> FindRecordedAsync(PartWatch watch, Func<Task<HashSet<string>>> listResults)
    {
        var there = await listResults();
        watch.Recorded.UnionWith(watch.Open.Where(child => there.Contains(watch.Jobs[child].ResultKey)));
        return [.. watch.Recorded];
    }

    /// <summary>Those that ended and left no record: they never ran, lost their machine, or are of an image of others.</summary>
    private async Task<IReadOnlyCollection<int>> FindWithoutRecordAsync(
        PartWatch watch, IReadOnlyDictionary<string, int> summary, CancellationToken cancellationToken)
    {
        var ended = new HashSet<int>();
        if (Count(summary, "FAILED") > watch.Failed) ended.UnionWith(await ListAsync(watch, "FAILED", cancellationToken));

        // The list of the successful is long, so it is asked for last.
        var told = watch.Ended + ended.Count(child => !watch.StatusOf(child).IsEnded());
        if (told < Count(summary, "SUCCEEDED") + Count(summary, "FAILED") && watch.Still >= LooksBeforeSuspicion)
            ended.UnionWith(await ListAsync(watch, "SUCCEEDED", cancellationToken));
        ended.RemoveWhere(child => watch.StatusOf(child).IsEnded());
        return ended;
    }

    private async Task<HashSet<int>> ListAsync(PartWatch watch, string status, CancellationToken cancellationToken)
    {
        var found = new HashSet<int>();
        var request = new ListJobsRequest { ArrayJobId = watch.Row.JobId, JobStatus = status };
        await foreach (var child in batch.ListAllJobsAsync(request, cancellationToken))
        {
            if (ChildOf(watch, child.JobId) is { } index) found.Add(index);
        }

        return found;
    }

    private async Task<IReadOnlyList<JobChange>> DescribeAsync(
        PartWatch watch, IReadOnlyCollection<int> children, CancellationToken cancellationToken)
    {
        if (children.Count == 0) return [];
        var details = new Dictionary<int, JobDetail>();
        await foreach (var detail in batch.DescribeAllJobsAsync(children.Select(watch.IdOf), cancellationToken))
        {
            if (ChildOf(watch, detail.JobId) is { } index) details[index] = detail;
        }

        var ended = details.Where(entry => JobFacts.StatusOf(entry.Value.Status).IsEnded()).ToDictionary();
        var read = ended.Where(entry => watch.Jobs.Count <= SmallArray || entry.Value.Status == "FAILED").Select(entry => watch.Jobs[entry.Key]);
        var records = await results.ReadAsync(read, cancellationToken);
        var changes = new List<JobChange>();
        foreach (var (child, detail) in ended)
        {
            var change = JobFacts.Of(watch.Jobs[child].Position, detail, records.GetValueOrDefault(child));
            watch.Recorded.Remove(child);
            if (watch.Note(child, change.Status)) changes.Add(change);
        }

        return changes;
    }

    private async Task<IReadOnlyList<JobChange>> FindRunningAsync(
        PartWatch watch, IReadOnlyDictionary<string, int> summary, CancellationToken cancellationToken)
    {
        var now = new Dictionary<int, JobStatus>();
        foreach (var status in new[] { JobStatus.STARTING, JobStatus.RUNNING })
        {
            if (Count(summary, status.ToString()) == 0) continue;
            foreach (var child in await ListAsync(watch, status.ToString(), cancellationToken)) now[child] = status;
        }

        var waiting = Count(summary, "RUNNABLE") > 0 ? JobStatus.RUNNABLE : JobStatus.PENDING;
        var changes = new List<JobChange>();
        foreach (var child in watch.Open)
        {
            var status = now.GetValueOrDefault(child, waiting);
            if (watch.Note(child, status)) changes.Add(new JobChange(watch.Jobs[child].Position, status));
        }

        return changes;
    }

    private static int? ChildOf(PartWatch watch, string jobId) =>
        JobFacts.ChildOf(jobId) is { } child && child < watch.Jobs.Count ? child : null;
}
