namespace GlacierBatch.Core.Costs;

/// <summary>How a run is measured.</summary>
public sealed record MeasureOptions
{
    /// <summary>What is compared with, or null.</summary>
    public CostTarget? Compare { get; init; }

    /// <summary>The Lambda function's memory in MB; its most by default, as in the group's plan.</summary>
    public int LambdaMemoryMB { get; init; } = 10_240;

    /// <summary>The price book's file, or null for the one that is shipped.</summary>
    public string? PriceBook { get; init; }
}
