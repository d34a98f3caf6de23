namespace GlacierBatch.Core.Runs;

/// <summary>Counts jobs by where they stand, at the cost of what changes.</summary>
internal sealed class StateCount
{
    private readonly Dictionary<string, JobStatus> _states;
    private readonly SortedDictionary<JobStatus, int> _counts;

    /// <param name="jobs">The jobs' ids; nothing is known of them yet.</param>
    public StateCount(IReadOnlyCollection<string> jobs)
    {
        _states = jobs.ToDictionary(job => job, _ => JobStatus.SUBMITTED, StringComparer.OrdinalIgnoreCase);
        _counts = new SortedDictionary<JobStatus, int> { [JobStatus.SUBMITTED] = jobs.Count };
    }

    /// <summary>How many stand where; states in which there are none are left out.</summary>
    public IReadOnlyDictionary<JobStatus, int> Counts =>
        new SortedDictionary<JobStatus, int>(_counts.Where(state => state.Value > 0).ToDictionary());

    /// <summary>Notes where a job stands.</summary>
    public void Note(string job, JobStatus status)
    {
        _counts[_states[job]]--;
        _counts[status] = _counts.GetValueOrDefault(status) + 1;
        _states[job] = status;
    }
}
