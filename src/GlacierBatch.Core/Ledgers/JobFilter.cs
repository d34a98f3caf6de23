using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Ledgers;

/// <summary>Which jobs are meant. What is null does not matter.</summary>
internal sealed record JobFilter
{
    public string? Environment { get; init; }

    public string? Run { get; init; }

    public int? Index { get; init; }

    public IReadOnlyList<JobStatus>? Statuses { get; init; }
}
