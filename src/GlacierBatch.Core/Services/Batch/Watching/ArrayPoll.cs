using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>
/// Learns what changed in an array at the cost of what changed: the parent's counts tell whether anything did; a listing who is done, of
/// result records, or of marks that also tell how; and only who is left is described, a hundred a call.
/// </summary>
/// <param name="batch">AWS Batch.</param>
/// <param name="results">Result records.</param>
internal sealed class ArrayPoll(IBatchClient batch, ResultReader results)
{
    private const int LooksBeforeSuspicion = 2;

    /// <summary>Looks at an array.</summary>
    /// <param name="watch">What is known of it.</param>
    /// <param name="parent">Its parent as Batch describes it now.</param>
    /// <param name="listing">The run's listings of this look.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What is to be written down.</returns>
    public async Task<IReadOnlyList<JobChange>> LookAsync(
        PartWatch watch, JobDetail parent, RunListing listing, CancellationToken cancellationToken)
    {
        var summary = parent.ArrayProperties?.StatusSummary ?? new Dictionary<string, int>();
        var isNews = watch.Summary is null || !SameCounts(watch.Summary, summary);
        watch.Summary = summary;
        watch.Still = isNews ? 0 : watch.Still + 1;
        watch.HasMoved |= isNews;
        var isOver = JobFacts.StatusOf(parent.Status).IsEnded();
        if (watch.IsLarge && !watch.Budget.Begin() && !isOver) return [];
        var changes = new List<JobChange>();
        if (isOver || Count(summary, "SUCCEEDED") + Count(summary, "FAILED") > watch.Ended || watch.Recorded.Count > 0)
        {
            if (watch.IsLarge) changes.AddRange(await FindMarkedAsync(watch, listing));
            else if (!isOver) await FindRecordedAsync(watch, listing);
            if (!isOver) changes.AddRange(await DescribeAsync(watch, [.. watch.Recorded], cancellationToken));
            var rest = isOver ? [.. watch.Open] : await FindWithoutRecordAsync(watch, summary, cancellationToken);
            changes.AddRange(await DescribeAsync(watch, rest, cancellationToken));
        }

        if (watch.IsDone || !watch.HasMoved) return changes;
        watch.HasMoved = false;
        changes.AddRange(await FindRunningAsync(watch, summary, cancellationToken));
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
    private static async Task FindRecordedAsync(PartWatch watch, RunListing listing)
    {
        var there = await listing.RecordsAsync();
        watch.Recorded.UnionWith(watch.Open.Where(child => there.Contains(watch.Jobs[child].ResultKey)));
    }

    /// <summary>
    /// Those whose end is marked. Of a success at the first attempt Batch has nothing to add; all others are described, for what it says
    /// of their attempts.
    /// </summary>
    private static async Task<IReadOnlyList<JobChange>> FindMarkedAsync(PartWatch watch, RunListing listing)
    {
        var marks = await listing.EndsAsync();
        watch.Budget.Listed(marks.Count);
        var changes = new List<JobChange>();
        foreach (var child in watch.Open.ToList())
        {
            if (!marks.TryGetValue(watch.Jobs[child].Position, out var mark)) continue;
            if (mark.Attempt == 1 && mark.Outcome.IsSuccess())
            {
                if (watch.Note(child, JobStatus.SUCCEEDED)) changes.Add(JobFacts.Of(watch.Jobs[child].Position, null, mark, null));
                continue;
            }

            watch.Recorded.Add(child);
            watch.Marks[child] = mark;
        }

        return changes;
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

        watch.Budget.Asked(found.Count);
        return found;
    }

    private async Task<IReadOnlyList<JobChange>> DescribeAsync(
        PartWatch watch, IReadOnlyCollection<int> children, CancellationToken cancellationToken)
    {
        if (children.Count == 0) return [];
        var details = await AskAsync(watch, children, cancellationToken);

        // Why one failed, and what its runner had no mark for, only the record tells.
        var ended = details.Where(entry => JobFacts.StatusOf(entry.Value.Status).IsEnded()).ToDictionary();
        var unread = ended.Keys.Where(child => !watch.Marks.TryGetValue(child, out var mark) || !mark.Outcome.IsSuccess()).ToList();
        watch.Budget.Read(unread.Count);
        var records = await results.ReadAsync(unread.Select(child => watch.Jobs[child]), cancellationToken);
        var changes = new List<JobChange>();
        foreach (var (child, detail) in ended)
        {
            var record = records.GetValueOrDefault(child);
            var mark = record is null ? watch.Marks.GetValueOrDefault(child) : EndMark.Of(record);
            var change = JobFacts.Of(watch.Jobs[child].Position, detail, mark, record?.Reason);
            watch.Recorded.Remove(child);
            watch.Marks.Remove(child);
            if (watch.Note(child, change.Status)) changes.Add(change);
        }

        return changes;
    }

    /// <summary>
    /// Who starts or runs is listed; of the others, who wait, those at the front are RUNNABLE, as many as Batch counts.
    /// </summary>
    private async Task<IReadOnlyList<JobChange>> FindRunningAsync(
        PartWatch watch, IReadOnlyDictionary<string, int> summary, CancellationToken cancellationToken)
    {
        var now = new Dictionary<int, JobStatus>();
        foreach (var status in new[] { JobStatus.STARTING, JobStatus.RUNNING })
        {
            if (Count(summary, status.ToString()) == 0) continue;
            foreach (var child in await ListAsync(watch, status.ToString(), cancellationToken)) now[child] = status;
        }

        var runnable = Count(summary, "RUNNABLE");
        var changes = new List<JobChange>();
        foreach (var child in watch.Open.Where(child => !now.ContainsKey(child)))
        {
            var status = runnable-- > 0 ? JobStatus.RUNNABLE : JobStatus.PENDING;
            if (watch.Note(child, status)) changes.Add(new JobChange(watch.Jobs[child].Position, status));
        }

        // Those who are new to it are asked when they began, and which attempt it is.
        var news = now.Where(entry => watch.StatusOf(entry.Key) != entry.Value).Select(entry => entry.Key).ToList();
        if (news.Count == 0) return changes;
        foreach (var (child, detail) in await AskAsync(watch, news, cancellationToken))
        {
            var change = JobFacts.Of(watch.Jobs[child].Position, detail, end: null, reason: null);
            if (!change.Status.IsEnded() && watch.Note(child, change.Status)) changes.Add(change);
        }

        return changes;
    }

    private async Task<Dictionary<int, JobDetail>> AskAsync(
        PartWatch watch, IReadOnlyCollection<int> children, CancellationToken cancellationToken)
    {
        watch.Budget.Asked(children.Count);
        var details = new Dictionary<int, JobDetail>();
        await foreach (var detail in batch.DescribeAllJobsAsync(children.Select(watch.IdOf), cancellationToken))
        {
            if (ChildOf(watch, detail.JobId) is { } index) details[index] = detail;
        }

        return details;
    }

    private static int? ChildOf(PartWatch watch, string jobId) =>
        JobFacts.ChildOf(jobId) is { } child && child < watch.Jobs.Count ? child : null;
}
