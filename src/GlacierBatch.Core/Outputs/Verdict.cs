using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Whether a task's output can be relied on, and why.</summary>
public sealed record Verdict
{
    internal Verdict(Job job, IReadOnlyList<Check> checks, int scenes, long bytesRead = 0)
        : this(job.Environment, job.Region, job.Satellite, checks, scenes, bytesRead)
    {
        Job = job;
        (StartDate, EndDate) = (job.StartDate, job.EndDate);
    }

    internal Verdict(string environment, string region, Satellite satellite, IReadOnlyList<Check> checks, int scenes, long bytesRead)
    {
        (Environment, Region, Satellite, Checks, Scenes, BytesRead) = (environment, region, satellite, checks, scenes, bytesRead);
        Status = checks.Max(check => check.Status);
        var worst = checks.Where(check => check.Status == Status).ToList();
        Evidence = Status == CheckStatus.Passed ? checks[0].Evidence
            : worst.Count == 1 ? $"{worst[0].Name}: {worst[0].Evidence}"
            : $"{worst[0].Name}: {worst[0].Evidence} (also {string.Join(", ", worst.Skip(1).Select(check => check.Name))})";
    }

    /// <summary>The job, or null where none is known to have written it.</summary>
    public string? JobId => Job?.JobId;

    /// <summary>The environment.</summary>
    public string Environment { get; }

    /// <summary>The run, or null.</summary>
    public string? RunName => Job?.RunName;

    /// <summary>The region.</summary>
    public string Region { get; }

    /// <summary>The imagery.</summary>
    public Satellite Satellite { get; }

    /// <summary>The first day, or null where all that is there was judged.</summary>
    public DateOnly? StartDate { get; }

    /// <summary>The last day, included, or null.</summary>
    public DateOnly? EndDate { get; }

    /// <summary>The worst of the checks: one that failed, else one that could not be made, else passed.</summary>
    public CheckStatus Status { get; }

    /// <summary>How many clipped scenes there are.</summary>
    public int Scenes { get; }

    /// <summary>What the verdict rests on, in one line.</summary>
    public string Evidence { get; }

    /// <summary>All checks.</summary>
    public IReadOnlyList<Check> Checks { get; }

    /// <summary>How many bytes of objects were asked of the store to come to it; its listings not counted.</summary>
    public long BytesRead { get; }

    internal Job? Job { get; }

    /// <summary>Whether there is neither a job nor a file.</summary>
    internal bool IsOfNothing { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{JobId ?? $"{Environment}/{Region}"}: {Status} ({Evidence})";
}
