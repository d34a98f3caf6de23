using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Costs;

/// <summary>What a bill is estimated from.</summary>
public sealed record BillFacts
{
    /// <summary>The attempts.</summary>
    public required IReadOnlyList<AttemptUse> Attempts { get; init; }

    /// <summary>How their machines were bought.</summary>
    public required PurchaseOption Compute { get; init; }

    /// <summary>The AWS region.</summary>
    public required string Region { get; init; }

    /// <summary>The machines as EC2 tells them, or null where they are worked out from the attempts.</summary>
    public IReadOnlyList<MachineUse>? Machines { get; init; }

    /// <summary>Spot prices in US dollars an hour by machine type, as far as EC2 tells them.</summary>
    public IReadOnlyDictionary<string, double> SpotUsd { get; init; } = new Dictionary<string, double>();

    /// <summary>Bytes of the logs.</summary>
    public long LogBytes { get; init; }

    /// <summary>Whether machines reach the internet by a NAT gateway and not by addresses of their own.</summary>
    public bool HasNat { get; init; }
}
