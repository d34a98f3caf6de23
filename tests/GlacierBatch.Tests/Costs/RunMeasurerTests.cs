using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Costs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Runs.Failures;
using GlacierBatch.Core.Services.Batch;
using Xunit;

namespace GlacierBatch.Tests.Costs;

/// <summary>Figures of runs whose jobs are known to the second.</summary>
public sealed class RunMeasurerTests
{
    private static readonly DateTimeOffset Start = new(2025, 8, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RunMeasurer Measurer = new(PriceBook.Read(null));

    [Fact]
    public void Windows_without_scenes_count_neither_for_nor_against()
    {
        var measured = Measure([Job(0, TaskOutcome.Done), Job(1, TaskOutcome.NoScenes), Job(2, TaskOutcome.NoScenes),
            Job(3, TaskOutcome.Upstream), Job(4, TaskOutcome.Done), Job(5, TaskOutcome.Done)]);

        Assert.Equal((6, 3, 2, 1, 0), (measured.Jobs, measured.Done, measured.NoScenes, measured.Failed, measured.Open));
        Assert.Equal(0.75, measured.SuccessRate);
        Assert.Equal("Upstream: 1", Assert.Single(measured.Failures).ToString());
    }

    [Fact]
    public void Median_and_p95_are_values_that_were_measured()
    {
        var measured = Measure([.. Enumerable.Range(1, 100).Select(i => Job(i, TaskOutcome.Done, queued: i, seconds: i * 10))]);

        Assert.Equal((50.0, 95.0), (measured.QueueMedian?.TotalSeconds, measured.QueueP95?.TotalSeconds));
        Assert.Equal((500.0, 950.0), (measured.RunMedian?.TotalSeconds, measured.RunP95?.TotalSeconds));
        Assert.Equal(1100, measured.Elapsed?.TotalSeconds);
        Assert.Equal(100 * 1024, measured.PeakMemoryBytes);
    }

    [Fact]
    public void The_plan_s_own_run_gives_the_plan_s_own_figures()
    {
        IReadOnlyList<Job> jobs = [.. Enumerable.Range(0, 25).Select(i => Job(i, TaskOutcome.Done, seconds: 96, vcpu: 2))];
        var measured = Measurer.Measure(Facts(jobs), 10_240);

        Assert.Equal(25 * 2 * 96 / 3600.0, measured.VCpuHours, 9);
        Assert.Equal(25 * 2 * 96 / 3600.0 * 0.04, measured.PlanUsd, 9);
        Assert.Equal(0.40, measured.LambdaUsd.GetValueOrDefault(), 2);
        Assert.Equal((0.0, null), (measured.BillUsd, measured.LambdaRatio));
        Assert.Null(Measure([Job(0, TaskOutcome.Done)]).LambdaUsd);
    }

    [Fact]
    public void A_run_on_Batch_has_a_bill_beside_the_plan_s_formula_and_counts_what_Spot_took()
    {
        var jobs = new[] { Job(0, TaskOutcome.Done, seconds: 3600), Job(1, TaskOutcome.Done, seconds: 3600) };
        var facts = Facts(jobs) with
        {
            Service = ServiceKind.Batch,
            Bill = new BillFacts
            {
                Attempts = [.. RunMeasurer.LastAttempts(jobs), new AttemptUse(Start, Start.AddSeconds(1800), 1, 4096)],
                Compute = PurchaseOption.Spot,
                Region = "us-west-2",
            },
            FirstStarts = new Dictionary<int, DateTimeOffset> { [0] = Start.AddSeconds(7) },
            FormerFailures = [FailureClassifier.Classify(new FailureFacts { StatusReason = "Host EC2 (instance i-0abc) terminated." })],
        };

        var measured = Measurer.Measure(facts, 10_240);

        Assert.Equal((2.5, 2.5 * 0.04, 1), (measured.VCpuHours, measured.PlanUsd, measured.SpotLosses));
        Assert.Equal(measured.Bill.Sum(line => line.Usd), measured.BillUsd);
        Assert.True(measured.BillUsd > 0 && measured.LambdaRatio > 1);
        Assert.Equal(0, measured.QueueMedian?.TotalSeconds);
        Assert.Equal(7, measured.QueueP95?.TotalSeconds);
    }

    [Fact]
    public void What_the_figures_lack_is_said()
    {
        var jobs = new[]
        {
            Job(0, TaskOutcome.Done, seconds: 901), Job(1, TaskOutcome.Done) with { PeakMemoryBytes = 11L << 30 },
            Job(2, TaskOutcome.Done) with { Status = JobStatus.RUNNING, Outcome = null, StoppedAt = null },
        };

        var local = Measurer.Measure(Facts(jobs), 10_240);
        var far = Measurer.Measure(Facts(jobs) with
        {
            Service = ServiceKind.Batch,
            Bill = new BillFacts { Attempts = [], Compute = PurchaseOption.Spot, Region = "mars-north-1" },
        }, null);

        Assert.Equal(1, local.Open);
        foreach (var note in new[] { "1 jobs have not ended", "15 minutes", "10240 MB", "costs nothing" })
        {
            Assert.Contains(local.Notes, each => each.Contains(note, StringComparison.Ordinal));
        }

        Assert.Contains(far.Notes, note => note.Contains("mars-north-1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_of_which_nothing_has_begun_has_no_figures_and_no_fault()
    {
        var measured = Measure([Job(0, TaskOutcome.Done) with
        {
            Status = JobStatus.RUNNABLE, Outcome = null, StartedAt = null, StoppedAt = null, Attempts = 0, PeakMemoryBytes = null,
        }]);

        Assert.Equal((1, 0.0), (measured.Open, measured.PlanUsd));
        Assert.Null(measured.SuccessRate);
        Assert.Null(measured.RunP95);
        Assert.Null(measured.PeakMemoryBytes);
    }

    private static RunMeasurement Measure(IReadOnlyList<Job> jobs) => Measurer.Measure(Facts(jobs), null);

    private static RunFacts Facts(IReadOnlyList<Job> jobs) =>
        new() { RunName = "run", Environment = "one", Service = ServiceKind.Local, Jobs = jobs };

    private static Job Job(int index, TaskOutcome outcome, double queued = 0, double seconds = 10, double vcpu = 1) => new(
        new JobReference("one", "run", index),
        new GlacierTask("134_Arsuk", Satellite.Sentinel2, new DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 6))))
    {
        Status = outcome.IsSuccess() ? JobStatus.SUCCEEDED : JobStatus.FAILED,
        Outcome = outcome,
        ExitCode = outcome.ToExitCode(),
        Attempts = 1,
        VCpu = vcpu,
        MemoryMiB = 4096,
        CreatedAt = Start,
        StartedAt = Start.AddSeconds(queued),
        StoppedAt = Start.AddSeconds(queued + seconds),
        PeakMemoryBytes = index * 1024L,
    };
}
