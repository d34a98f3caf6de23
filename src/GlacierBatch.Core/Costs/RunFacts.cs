using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Costs;

/// <summary>What is known of a run before it is measured.</summary>
internal sealed record RunFacts
{
    public required string RunName { get; init; }

    public required string Environment { get; init; }

    public required ServiceKind Service { get; init; }

    public required IReadOnlyList<Job> Jobs { get; init; }

    /// <summary>What a bill is made of, or null for the local service.</summary>
    public BillFacts? Bill { get; init; }

    /// <summary>When each job's first attempt began, by position, where the service told of its attempts.</summary>
    public IReadOnlyDictionary<int, DateTimeOffset> FirstStarts { get; init; } = new Dictionary<int, DateTimeOffset>();

    /// <summary>What ended attempts that were not the last of their jobs.</summary>
    public IReadOnlyList<Failure> FormerFailures { get; init; } = [];
}
