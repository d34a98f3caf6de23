using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Watching;

/// <summary>What a watcher has learnt of a part so far; kept between its looks so that only what changed is asked for.</summary>
/// <param name="row">The part.</param>
/// <param name="jobs">Its jobs.</param>
internal sealed class PartWatch(PartRow row, IReadOnlyList<PartJob> jobs)
{
    /// <summary>Up to this size each record is read; above, marks tell how children ended, and only failures are read.</summary>
    public const int SmallArray = 1000;

    private readonly JobStatus[] _statuses = [.. jobs.Select(job => job.Status)];
    private int _ended = jobs.Count(job => job.Status.IsEnded());

    /// <summary>The part.</summary>
    public PartRow Row => row;

    /// <summary>Its jobs, by their index in it.</summary>
    public IReadOnlyList<PartJob> Jobs => jobs;

    /// <summary>How many have ended, as is written down.</summary>
    public int Ended => _ended;

    /// <summary>How many failed.</summary>
    public int Failed => _statuses.Count(status => status == JobStatus.FAILED);

    /// <summary>Whether all have ended.</summary>
    public bool IsDone => _ended == _statuses.Length;

    /// <summary>Whether it is so large that each child costs too much to be looked at by itself.</summary>
    public bool IsLarge => jobs.Count > SmallArray;

    /// <summary>What watching it costs.</summary>
    public CallBudget Budget { get; } = new();

    /// <summary>Children that are known to have a record, and were not found ended yet.</summary>
    public HashSet<int> Recorded { get; } = [];

    /// <summary>How children of <see cref="Recorded"/> ended, where that is known.</summary>
    public Dictionary<int, EndMark> Marks { get; } = [];

    /// <summary>The counts by state of the last look, or null before the first.</summary>
    public IReadOnlyDictionary<string, int>? Summary { get; set; }

    /// <summary>Whether the counts have changed since the children were looked at.</summary>
    public bool HasMoved { get; set; }

    /// <summary>How many looks in a row Batch did not know it.</summary>
    public int Missing { get; set; }

    /// <summary>How many looks in a row nothing moved while it waited.</summary>
    public int Still { get; set; }

    /// <summary>Why its children cannot start, as was written down last.</summary>
    public string? Cause { get; set; }

    /// <summary>Whether it was stopped because none of it can ever start.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Where a child stands.</summary>
    public JobStatus StatusOf(int child) => _statuses[child];

    /// <summary>The children that have not ended.</summary>
    public IEnumerable<int> Open => Enumerable.Range(0, _statuses.Length).Where(child => !_statuses[child].IsEnded());

    /// <summary>Notes where a child stands.</summary>
    /// <returns>Whether that is news.</returns>
    public bool Note(int child, JobStatus status)
    {
        if (_statuses[child] == status || _statuses[child].IsEnded()) return false;
        _statuses[child] = status;
        if (status.IsEnded()) _ended++;
        return true;
    }

    /// <summary>Batch's id of a child.</summary>
    public string IdOf(int child) => row.IsArray ? FormattableString.Invariant($"{row.JobId}:{child}") : row.JobId ?? "";
}
