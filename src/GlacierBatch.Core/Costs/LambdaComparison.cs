using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Costs;

/// <summary>What jobs would cost as invocations of AWS Lambda, and which of them could not be any.</summary>
/// <param name="book">The prices.</param>
/// <param name="region">The AWS region whose prices hold.</param>
/// <param name="memoryMB">The function's memory in MB.</param>
internal sealed class LambdaComparison(PriceBook book, string region, int memoryMB)
{
    private const double MBPerGB = 1024;
    private const double BytesPerMB = 1024 * 1024;
    private static readonly TimeSpan LongestInvocation = TimeSpan.FromMinutes(15);

    /// <summary>US dollars of the jobs that ran, requests included.</summary>
    public double Usd(IReadOnlyList<Job> jobs) => jobs.Where(job => job.Duration is not null).Sum(job =>
        PlanFormula.Lambda(1, memoryMB / MBPerGB, job.Duration.GetValueOrDefault().TotalSeconds, book.Usd("lambda/memory", region))
        + book.Usd("lambda/request", region));

    /// <summary>What keeps jobs from being invocations at all.</summary>
    public IEnumerable<string> Notes(IReadOnlyList<Job> jobs)
    {
        var slow = jobs.Count(job => job.Duration > LongestInvocation);
        if (slow > 0) yield return $"{slow} jobs took longer than Lambda's 15 minutes: there they would fail.";
        var large = jobs.Count(job => job.PeakMemoryBytes > memoryMB * BytesPerMB);
        if (large > 0) yield return $"{large} jobs needed more than the function's {memoryMB} MB: there they would fail.";
    }
}
