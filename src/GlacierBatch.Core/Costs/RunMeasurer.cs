using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Costs;

/// <summary>Makes figures of what is known of a run. Asks nobody anything.</summary>
/// <param name="book">The prices.</param>
internal sealed class RunMeasurer(PriceBook book)
{
    private const double Median = 0.5;
    private const double P95 = 0.95;
    private const double SecondsPerHour = 3600;

    /// <summary>The figures.</summary>
    /// <param name="facts">What is known.</param>
    /// <param name="lambdaMemoryMB">The memory of the Lambda function to compare with, in MB, or null for no comparison.</param>
    public RunMeasurement Measure(RunFacts facts, int? lambdaMemoryMB)
    {
        var jobs = facts.Jobs;
        var region = facts.Bill?.Region ?? PriceBook.DefaultRegion;
        var notes = new List<string>();
        if (!book.Knows(region))
        {
            notes.Add($"The price book has no prices of {region}: those of {PriceBook.DefaultRegion} were taken.");
            region = PriceBook.DefaultRegion;
        }

        var open = jobs.Count(job => !job.Status.IsEnded());
        if (open > 0) notes.Add($"{open} jobs have not ended: these are the figures so far.");
        var uses = facts.Bill?.Attempts ?? [.. LastAttempts(jobs)];
        var comparison = lambdaMemoryMB is { } memory ? new LambdaComparison(book, region, memory) : null;
        if (comparison is not null) notes.AddRange(comparison.Notes(jobs));
        if (facts.Service == ServiceKind.Local) notes.Add("The local service costs nothing: the plan's formula is what AWS would.");
        var hours = uses.Sum(use => use.VCpu * use.Seconds) / SecondsPerHour;
        return new RunMeasurement
        {
            RunName = facts.RunName,
            Environment = facts.Environment,
            Service = facts.Service,
            Compute = facts.Bill?.Compute.ToString(),
            Jobs = jobs.Count,
            Done = jobs.Count(job => job is { Status: JobStatus.SUCCEEDED, Outcome: not TaskOutcome.NoScenes }),
            NoScenes = jobs.Count(job => job.Outcome == TaskOutcome.NoScenes),
            Failed = jobs.Count(job => job.Status == JobStatus.FAILED),
            Open = open,
            Failures = [.. jobs.Where(job => job.Category is not null).GroupBy(job => job.Category.GetValueOrDefault())
                .Select(group => new CategoryCount(group.Key, group.Count()))
                .OrderByDescending(count => count.Jobs).ThenBy(count => count.Category)],
            Attempts = jobs.Sum(job => job.Attempts),
            SpotLosses = jobs.Count(job => job.Category == FailureCategory.SpotReclaim)
                + facts.FormerFailures.Count(failure => failure.Category == FailureCategory.SpotReclaim),
            QueueMedian = Quantile.Of(QueueTimes(facts), Median),
            QueueP95 = Quantile.Of(QueueTimes(facts), P95),
            RunMedian = Quantile.Of(RunTimes(jobs), Median),
            RunP95 = Quantile.Of(RunTimes(jobs), P95),
            Elapsed = jobs.Count > 0 && jobs.Max(job => job.StoppedAt) is { } end ? end - jobs.Min(job => job.CreatedAt) : null,
            PeakMemoryBytes = jobs.Max(job => job.PeakMemoryBytes),
            VCpuHours = hours,
            PlanUsd = hours * book.Assumed("plan/vcpu-hour"),
            Bill = facts.Bill is { } bill ? new BillEstimator(book, region).Estimate(bill) : [],
            LambdaUsd = comparison?.Usd(jobs),
            PricesOf = book.Date,
            Notes = notes,
        };
    }

    /// <summary>The last attempt of each job, which is all that the ledger keeps of a local one.</summary>
    public static IEnumerable<AttemptUse> LastAttempts(IEnumerable<Job> jobs) => jobs
        .Where(job => job is { StartedAt: not null, StoppedAt: not null })
        .Select(job => new AttemptUse(job.StartedAt.GetValueOrDefault(), job.StoppedAt.GetValueOrDefault(), job.VCpu, job.MemoryMiB));

    private static IEnumerable<TimeSpan> QueueTimes(RunFacts facts) =>
        from job in facts.Jobs
        let start = facts.FirstStarts.TryGetValue(job.Index, out var first) ? first : job.StartedAt
        where start >= job.CreatedAt
        select start.GetValueOrDefault() - job.CreatedAt;

    private static IEnumerable<TimeSpan> RunTimes(IEnumerable<Job> jobs) =>
        jobs.Where(job => job.Status.IsEnded() && job.Duration is not null).Select(job => job.Duration.GetValueOrDefault());
}
