namespace GlacierBatch.Core.Costs;

/// <summary>
/// The group's plan: processors and hours times one rate, and Lambda's memory and seconds times another. No boot, no pull, no idle time,
/// no disks, no addresses: the estimated bill has those, and the two are never mixed.
/// </summary>
public static class PlanFormula
{
    private const double SecondsPerHour = 3600;

    /// <summary>Batch: 25 tasks of 2 vCPU and 2 minutes at USD 0.04 an hour are USD 0.067.</summary>
    /// <param name="tasks">How many.</param>
    /// <param name="vcpu">Processors of each.</param>
    /// <param name="seconds">Seconds of each.</param>
    /// <param name="usdPerVCpuHour">The rate.</param>
    /// <returns>US dollars.</returns>
    public static double Batch(int tasks, double vcpu, double seconds, double usdPerVCpuHour) =>
        tasks * vcpu * seconds / SecondsPerHour * usdPerVCpuHour;

    /// <summary>Lambda: 25 invocations of 96 s at 10 GB are USD 0.40.</summary>
    /// <param name="invocations">How many.</param>
    /// <param name="gigabytes">Memory of each in GB, as AWS counts it: 10,240 MB are 10.</param>
    /// <param name="seconds">Seconds of each.</param>
    /// <param name="usdPerGigabyteSecond">The rate.</param>
    /// <returns>US dollars, without the requests' 0.2 millionths each.</returns>
    public static double Lambda(int invocations, double gigabytes, double seconds, double usdPerGigabyteSecond) =>
        invocations * gigabytes * seconds * usdPerGigabyteSecond;
}
