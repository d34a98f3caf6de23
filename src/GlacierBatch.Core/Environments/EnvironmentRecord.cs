using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Environments;

/// <summary>What the bucket knows of an environment. Changed by conditional writes only: two sessions never undo each other.</summary>
public sealed record EnvironmentRecord
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The environment's name; see <see cref="RunName"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Where its jobs run.</summary>
    public required ServiceKind Service { get; init; }

    /// <summary>The prefix of outputs, without slashes at its ends.</summary>
    public required string BasePath { get; init; }

    /// <summary>What its jobs are given.</summary>
    public required EnvironmentLimits Limits { get; init; }

    /// <summary>The scripts that the next run executes, or null before any were published.</summary>
    public WorkloadReference? Workload { get; init; }

    /// <summary>What it has at AWS, where its jobs run there.</summary>
    public BatchRecord? Batch { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }
}
