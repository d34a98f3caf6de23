namespace GlacierBatch.Core.Costs;

/// <summary>What a run's cost is compared with.</summary>
public enum CostTarget
{
    /// <summary>AWS Lambda, by GB-seconds.</summary>
    Lambda,
}
