using GlacierBatch.Core.Checkpoints;
using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>
/// Every cell of the plan's table, by the module's own step files: what is GO, what each broken bound comes to, and what each trigger
/// decides and advises.
/// </summary>
public sealed class DecisionTests
{
    private const double MB = 1024 * 1024;
    private const double GB = 1024 * MB;

    private static readonly Dictionary<int, Dictionary<string, object?>> Good = new()
    {
        [1] = new() { ["Job"] = "SUCCEEDED", ["Greeting"] = "out Hello from AWS Batch!", ["Ecr403"] = 0, ["Duration"] = 20 },
        [2] = new() { ["Job"] = "SUCCEEDED", ["ObjectAfter"] = 1, ["Content"] = "yes", ["AccessDenied"] = 0 },
        [3] = new()
        {
            ["Job"] = "SUCCEEDED", ["Image"] = "yes", ["ImageSize"] = 0.6 * GB, ["Ecr403"] = 0, ["Imports"] = 0, ["SuccessObject"] = "yes",
            ["Duration"] = 40,
        },
        [4] = new()
        {
            ["Job"] = "SUCCEEDED", ["Output"] = "Passed", ["Scenes"] = 6, ["SceneSize"] = 1.3 * MB, ["IndividualCsv"] = 6,
            ["CombinedCsv"] = 1, ["Template"] = 1, ["Duration"] = 96, ["PeakMemory"] = 3.1 * GB,
        },
        [5] = new()
        {
            ["DryRun"] = 3, ["FirstRun"] = "1 of 1", ["SecondRun"] = "3 of 3", ["Output"] = 0, ["Monitoring"] = 0, ["Lambda"] = "yes",
            ["Failures"] = 0,
        },
        [6] = new()
        {
            ["Capacity"] = 64, ["SuccessRate"] = 0.96, ["MemoryErrors"] = 0, ["SpotLosses"] = 0.04, ["PlanCost"] = 0.067, ["MeanRun"] = 110,
        },
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_step_is_go_when_all_its_criteria_hold(int step)
    {
        var (criteria, ruling) = Decide(step, []);

        Assert.Equal(Decision.Go, ruling.Decision);
        Assert.False(ruling.IsAbandoned);
        Assert.All(criteria, criterion => Assert.Equal(CriterionVerdict.Passed, criterion.Verdict));
    }

    [Theory]
    [InlineData(1, "Job", "FAILED", Decision.NoGo)]
    [InlineData(1, "Greeting", "out good morning", Decision.NoGo)]
    [InlineData(1, "Ecr403", 1, Decision.NoGo)]
    [InlineData(1, "Duration", 120, Decision.NoGo)]
    [InlineData(2, "Job", "FAILED", Decision.Escalate)]
    [InlineData(2, "ObjectAfter", 61, Decision.Escalate)]
    [InlineData(2, "Content", "no", Decision.Escalate)]
    [InlineData(2, "AccessDenied", 1, Decision.Escalate)]
    [InlineData(3, "Job", "FAILED", Decision.NoGo)]
    [InlineData(3, "Image", "no", Decision.NoGo)]
    [InlineData(3, "ImageSize", 4 * GB, Decision.NoGo)]
    [InlineData(3, "ImageSize", 10 * MB, Decision.NoGo)]
    [InlineData(3, "Ecr403", 1, Decision.NoGo)]
    [InlineData(3, "Imports", 1, Decision.NoGo)]
    [InlineData(3, "SuccessObject", "no", Decision.NoGo)]
    [InlineData(3, "Duration", 300, Decision.NoGo)]
    [InlineData(4, "Job", "FAILED", Decision.Escalate)]
    [InlineData(4, "Output", "Failed", Decision.Escalate)]
    [InlineData(4, "Output", "Unchecked", Decision.Escalate)]
    [InlineData(4, "Scenes", 5, Decision.Escalate)]
    [InlineData(4, "SceneSize", 1.5 * MB, Decision.Escalate)]
    [InlineData(4, "SceneSize", 0.9 * MB, Decision.Escalate)]
    [InlineData(4, "IndividualCsv", 5, Decision.Escalate)]
    [InlineData(4, "CombinedCsv", 0, Decision.Escalate)]
    [InlineData(4, "Template", 0, Decision.Escalate)]
    [InlineData(4, "Duration", 301, Decision.Escalate)]
    [InlineData(4, "PeakMemory", 8 * GB, Decision.Escalate)]
    [InlineData(5, "DryRun", 2, Decision.Escalate)]
    [InlineData(5, "FirstRun", "0 of 1", Decision.Escalate)]
    [InlineData(5, "SecondRun", "2 of 3", Decision.Escalate)]
    [InlineData(5, "Output", 1, Decision.Escalate)]
    [InlineData(5, "Monitoring", 1, Decision.Escalate)]
    [InlineData(5, "Lambda", "no", Decision.Escalate)]
    [InlineData(6, "Capacity", 32, Decision.Escalate)]
    [InlineData(6, "SuccessRate", 0.95, Decision.Escalate)]
    [InlineData(6, "SuccessRate", 0.90, Decision.Escalate)]
    [InlineData(6, "MemoryErrors", 1, Decision.Escalate)]
    [InlineData(6, "SpotLosses", 0.05, Decision.Escalate)]
    [InlineData(6, "PlanCost", 0.10, Decision.Escalate)]
    [InlineData(6, "MeanRun", 300, Decision.Escalate)]
    public void One_broken_bound_decides_as_the_table_says(int step, string criterion, object value, Decision decision)
    {
        var (criteria, ruling) = Decide(step, new() { [criterion] = value });

        Assert.Equal(decision, ruling.Decision);
        Assert.False(ruling.IsAbandoned);
        Assert.Equal(CriterionVerdict.Failed, criteria.Single(each => each.Name == criterion).Verdict);
        Assert.StartsWith(criterion, ruling.Reason);
        Assert.NotEmpty(ruling.Advice);
        Assert.NotEmpty(StepFiles.Step(step).Alternatives);
    }

    [Fact]
    public void What_could_not_be_measured_is_never_a_pass()
    {
        foreach (var (step, measured) in Good)
        {
            foreach (var rule in StepFiles.Step(step).Criteria)
            {
                var (criteria, ruling) = Decide(step, new() { [rule.Name] = null });

                Assert.Equal(Decision.Escalate, ruling.Decision);
                Assert.Equal(CriterionVerdict.Unchecked, criteria.Single(each => each.Name == rule.Name).Verdict);
                Assert.Contains("could not be checked", ruling.Reason);
            }
        }
    }

    [Theory]
    [InlineData(1799, false)]
    [InlineData(1800, true)]
    public void A_registry_that_still_refuses_after_half_an_hour_is_abandoned(double rolesAge, bool isAbandoned)
    {
        var (_, ruling) = Decide(1, new() { ["Job"] = "FAILED", ["Ecr403"] = 1, ["RolesAge"] = rolesAge });

        Assert.Equal((Decision.NoGo, isAbandoned), (ruling.Decision, ruling.IsAbandoned));
        Assert.Equal(["ECS on EC2", "Stay on Lambda"], StepFiles.Step(1).Alternatives);
        if (isAbandoned) Assert.Contains("ECS on EC2", ruling.Advice[0]);
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void More_than_three_crashed_attempts_at_the_stack_are_abandoned(int crashed, bool isAbandoned)
    {
        var (_, ruling) = Decide(3, new() { ["Job"] = "FAILED", ["Imports"] = 1, ["CrashedAttempts"] = crashed });

        Assert.Equal((Decision.NoGo, isAbandoned), (ruling.Decision, ruling.IsAbandoned));
        if (isAbandoned) Assert.Contains("simplify the image", ruling.Advice[0]);
    }

    [Theory]
    [InlineData(1, Decision.Escalate)]
    [InlineData(2, Decision.NoGo)]
    public void More_than_one_failure_among_several_regions_is_no_go(int failures, Decision decision)
    {
        var (_, ruling) = Decide(5, new() { ["SecondRun"] = $"{3 - failures} of 3", ["Failures"] = failures });

        Assert.Equal(decision, ruling.Decision);
        Assert.False(ruling.IsAbandoned);
        if (decision == Decision.NoGo) Assert.Contains("smaller runs, or revert", ruling.Advice[0]);
    }

    [Theory]
    [InlineData(0.89, "SpotReclaim", "no", false, "on-demand queue")]
    [InlineData(0.89, "OutOfMemory", "no", false, "next size class")]
    [InlineData(0.89, "Timeout", "no", false, "60 min")]
    [InlineData(0.89, "Script", "no", false, "most frequent first")]
    [InlineData(0, "Script", "yes", true, "same failure everywhere")]
    [InlineData(0, "SpotReclaim", "yes", false, "on-demand queue")]
    public void Under_ninety_per_cent_the_failure_mode_names_the_cure(
        double rate, string mode, string isSame, bool isAbandoned, string advice)
    {
        var (_, ruling) = Decide(6, new() { ["SuccessRate"] = rate, ["FailureMode"] = mode, ["SameFailure"] = isSame });

        Assert.Equal((Decision.NoGo, isAbandoned), (ruling.Decision, ruling.IsAbandoned));
        Assert.Contains(advice, ruling.Advice[0]);
    }

    [Fact]
    public void Between_ninety_and_ninety_five_per_cent_a_person_decides_whatever_the_failure_mode()
    {
        var (_, ruling) = Decide(6, new() { ["SuccessRate"] = 0.92, ["FailureMode"] = "OutOfMemory", ["SameFailure"] = "no" });

        Assert.Equal((Decision.Escalate, false), (ruling.Decision, ruling.IsAbandoned));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(4, 4)]
    [InlineData(5, 6)]
    [InlineData(6, 24)]
    public void A_step_whose_time_is_used_up_without_a_go_is_abandoned(int step, double hours)
    {
        var broken = new Dictionary<string, object?> { [StepFiles.Step(step).Criteria[0].Name] = step == 6 ? 1 : step == 5 ? 2 : "FAILED" };

        var (_, before) = Decide(step, broken, hours - 0.01, Math.Min(hours, 15));
        var (_, after) = Decide(step, broken, hours, Math.Min(hours, 15));
        var (_, good) = Decide(step, [], hours + 1, 1);

        Assert.False(before.IsAbandoned);
        Assert.Equal((Decision.NoGo, true), (after.Decision, after.IsAbandoned));
        Assert.Contains("used up", after.Reason);
        Assert.Equal(Decision.Go, good.Decision);
    }

    [Fact]
    public void Sixteen_hours_in_all_without_a_go_are_abandoned()
    {
        var (_, before) = Decide(4, new() { ["Scenes"] = 5 }, 1, 15.9);
        var (_, after) = Decide(4, new() { ["Scenes"] = 5 }, 1, 16);

        Assert.Equal((Decision.Escalate, false), (before.Decision, before.IsAbandoned));
        Assert.Equal((Decision.NoGo, true), (after.Decision, after.IsAbandoned));
        Assert.Contains("all steps together", after.Reason);
    }

    [Theory]
    [InlineData(0.5, null)]
    [InlineData(1, "ask a colleague")]
    [InlineData(2, "ask outside")]
    [InlineData(3.1, "decide with the group")]
    public void What_the_plan_says_at_an_hour_two_and_three_is_in_the_advice(double hours, string? text)
    {
        var (_, ruling) = Decide(4, new() { ["Scenes"] = 5 }, hours, hours);

        if (text is null) Assert.Single(ruling.Advice);
        else Assert.Contains(ruling.Advice, line => line.Contains(text, StringComparison.Ordinal));
    }

    [Fact]
    public void What_has_no_meaning_here_does_not_count()
    {
        var step = StepFiles.Step(3);
        var figures = Figures(Good[3]);
        figures["Image"] = new Measurement("Image") { NotApplicable = "there is no image" };
        figures["ImageSize"] = new Measurement("ImageSize") { NotApplicable = "there is no image" };

        var criteria = Judge(step, figures);
        var ruling = Decider.Decide(step, criteria, figures, Budget(step, 0, 0), StepFiles.Plan.Marks);

        Assert.Equal(Decision.Go, ruling.Decision);
        Assert.Contains("5 criteria", ruling.Reason);
        Assert.Equal(2, criteria.Count(each => each.Verdict == CriterionVerdict.NotApplicable));
    }

    [Fact]
    public void A_step_of_which_nothing_counts_is_no_go_for_nobody()
    {
        var step = StepFiles.Step(1);
        var figures = step.Criteria.ToDictionary(rule => rule.Name, rule => new Measurement(rule.Name) { NotApplicable = "nowhere" });

        var ruling = Decider.Decide(step, Judge(step, figures), figures, Budget(step, 0, 0), StepFiles.Plan.Marks);

        Assert.Equal(Decision.Escalate, ruling.Decision);
    }

    private static (IReadOnlyList<Criterion> Criteria, Ruling Ruling) Decide(
        int number, Dictionary<string, object?> changes, double hours = 0, double total = 0)
    {
        var step = StepFiles.Step(number);
        var values = new Dictionary<string, object?>(Good[number]);
        foreach (var (name, value) in changes) values[name] = value;
        var figures = Figures(values);
        var criteria = Judge(step, figures);
        return (criteria, Decider.Decide(step, criteria, figures, Budget(step, hours, total), StepFiles.Plan.Marks));
    }

    private static Dictionary<string, Measurement> Figures(Dictionary<string, object?> values) => values
        .Where(each => each.Value is not null)
        .ToDictionary(each => each.Key, each => new Measurement(each.Key)
        {
            Number = each.Value is string ? null : Convert.ToDouble(each.Value, System.Globalization.CultureInfo.InvariantCulture),
            Text = each.Value as string,
        });

    private static IReadOnlyList<Criterion> Judge(StepPlan step, Dictionary<string, Measurement> figures) =>
        [.. step.Criteria.Select(rule => Criterion.Of(rule, figures.GetValueOrDefault(rule.Name)))];

    private static TimeBudget Budget(StepPlan step, double hours, double total) =>
        new(TimeSpan.FromHours(hours), step.Limit, TimeSpan.FromHours(total), StepFiles.Plan.Limit);
}
