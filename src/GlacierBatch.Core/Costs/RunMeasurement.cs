using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Costs;

/// <summary>How a run went, how long it took, and what it cost. Money is in US dollars.</summary>
public sealed record RunMeasurement
{
    /// <summary>The run.</summary>
    public required string RunName { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>Where it ran.</summary>
    public required ServiceKind Service { get; init; }

    /// <summary>How its machines were bought; null for the local service.</summary>
    public string? Compute { get; init; }

    /// <summary>All its jobs.</summary>
    public required int Jobs { get; init; }

    /// <summary>Jobs that published scenes.</summary>
    public required int Done { get; init; }

    /// <summary>Jobs without scenes in their window: no success, and no failure.</summary>
    public required int NoScenes { get; init; }

    /// <summary>Jobs that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Jobs that have not ended: figures of a run that goes on are those so far.</summary>
    public required int Open { get; init; }

    /// <summary>The share of <see cref="Done"/> in those that are done or failed, from 0 to 1; null where there are none.</summary>
    public double? SuccessRate => Done + Failed == 0 ? null : (double)Done / (Done + Failed);

    /// <summary>Why jobs failed, the most frequent cause first.</summary>
    public required IReadOnlyList<CategoryCount> Failures { get; init; }

    /// <summary>All attempts.</summary>
    public required int Attempts { get; init; }

    /// <summary>Attempts that ended because AWS took the machine back.</summary>
    public required int SpotLosses { get; init; }

    /// <summary>From submission to the first attempt: half of the jobs waited no longer.</summary>
    public TimeSpan? QueueMedian { get; init; }

    /// <summary>From submission to the first attempt: 95 % of the jobs waited no longer.</summary>
    public TimeSpan? QueueP95 { get; init; }

    /// <summary>How long the last attempt took: half of the jobs no longer.</summary>
    public TimeSpan? RunMedian { get; init; }

    /// <summary>How long the last attempt took: 95 % of the jobs no longer.</summary>
    public TimeSpan? RunP95 { get; init; }

    /// <summary>From submission to the end of the last job.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>The most memory that any task held, in bytes.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>vCPU-hours of all attempts.</summary>
    public required double VCpuHours { get; init; }

    /// <summary>The plan's formula: <see cref="VCpuHours"/> times its one rate. For a local run, what it would give.</summary>
    public required double PlanUsd { get; init; }

    /// <summary>The estimated bill, the sum of <see cref="Bill"/>; 0 for the local service.</summary>
    public double BillUsd => Bill.Sum(line => line.Usd);

    /// <summary>The lines of the estimated bill.</summary>
    public required IReadOnlyList<CostLine> Bill { get; init; }

    /// <summary>What the same seconds would cost on Lambda, where that was asked for.</summary>
    public double? LambdaUsd { get; init; }

    /// <summary>How many times the estimated bill goes into Lambda's; null where one of them is not there or 0.</summary>
    public double? LambdaRatio => LambdaUsd is { } lambda && BillUsd > 0 ? lambda / BillUsd : null;

    /// <summary>The day of the price book's newest price.</summary>
    public required DateOnly PricesOf { get; init; }

    /// <summary>What limits these figures.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <inheritdoc/>
    public override string ToString() => RunName;
}
