using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Services.Batch;

/// <summary>What follows from a purchase option.</summary>
public static class PurchaseOptions
{
    /// <summary>Whether there are no machines of one's own behind it.</summary>
    public static bool IsFargate(this PurchaseOption option) => option is PurchaseOption.Fargate or PurchaseOption.FargateSpot;

    /// <summary>Whether AWS may take the machine back.</summary>
    public static bool IsSpot(this PurchaseOption option) => option is PurchaseOption.Spot or PurchaseOption.FargateSpot;

    /// <summary>The option of a run: its own, else the environment's.</summary>
    /// <exception cref="InvalidDataException">The run names one that there is not.</exception>
    internal static PurchaseOption Of(RunManifest manifest, BatchRecord record)
    {
        if (manifest.Compute is not { } name) return record.Compute;
        return Enum.TryParse<PurchaseOption>(name, out var option) && Enum.IsDefined(option)
            ? option
            : throw new InvalidDataException(
                $"The run '{manifest.Run}' asks for the purchase option '{MessageText.Of(name)}', which there is not.");
    }
}
