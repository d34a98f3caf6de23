namespace GlacierBatch.Core.Services.Batch;

/// <summary>How the machines are bought on which jobs run.</summary>
public enum PurchaseOption
{
    /// <summary>EC2 Spot: the cheapest; AWS may take a machine back, and the task starts again.</summary>
    Spot,

    /// <summary>EC2 on demand: three times the price of Spot, and never taken back.</summary>
    OnDemand,

    /// <summary>Fargate Spot: no machines to boot; AWS may take a task's place back.</summary>
    FargateSpot,

    /// <summary>Fargate: no machines to boot, and never taken back.</summary>
    Fargate,
}
