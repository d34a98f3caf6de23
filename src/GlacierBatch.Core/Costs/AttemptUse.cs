namespace GlacierBatch.Core.Costs;

/// <summary>What one attempt had, and for how long.</summary>
/// <param name="Started">When it began.</param>
/// <param name="Stopped">When it ended.</param>
/// <param name="VCpu">Processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
public sealed record AttemptUse(DateTimeOffset Started, DateTimeOffset Stopped, double VCpu, int MemoryMiB)
{
    /// <summary>How long it ran, in seconds; never below 0, whatever two clocks say.</summary>
    public double Seconds => Math.Max((Stopped - Started).TotalSeconds, 0);
}

/// <summary>A machine that AWS Batch started, as EC2 tells it.</summary>
/// <param name="Type">Its type: <c>r6i.large</c>.</param>
/// <param name="Seconds">How long it ran, boot, pulls and idle time included.</param>
/// <param name="IsSpot">Whether it was bought on Spot.</param>
/// <param name="HasPublicAddress">Whether it had a public IPv4 address.</param>
public sealed record MachineUse(string Type, double Seconds, bool IsSpot, bool HasPublicAddress);
