using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Outputs;

/// <summary>Whether a task's output can be relied on, and why.</summary>
public sealed record Verdict
{
    internal Verdict(Job job, IReadOnlyList<Check> checks, int scenes)
    {
        (Job, Checks, Scenes) = (job, checks, scenes);
        Status = checks.Max(check => check.Status);
        Evidence = checks.First(check => check.Status == Status) is { Status: not CheckStatus.Passed } worst
            ? worst.Evidence
            : checks[0].Evidence;
    }

    /// <summary>The job.</summary>
    public string JobId => Job.JobId;

    /// <summary>The environment.</summary>
    public string Environment => Job.Environment;

    /// <summary>The run.</summary>
    public string RunName => Job.RunName;

    /// <summary>The region.</summary>
    public string Region => Job.Region;

    /// <summary>The imagery.</summary>
    public Satellite Satellite => Job.Satellite;

    /// <summary>The first day.</summary>
    public DateOnly StartDate => Job.StartDate;

    /// <summary>The last day, included.</summary>
    public DateOnly EndDate => Job.EndDate;

    /// <summary>The worst of the checks: one that failed, else one that could not be made, else passed.</summary>
    public CheckStatus Status { get; }

    /// <summary>How many clipped scenes there are.</summary>
    public int Scenes { get; }

    /// <summary>What the verdict rests on, in one line.</summary>
    public string Evidence { get; }

    /// <summary>All checks.</summary>
    public IReadOnlyList<Check> Checks { get; }

    internal Job Job { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{JobId}: {Status} ({Evidence})";
}
