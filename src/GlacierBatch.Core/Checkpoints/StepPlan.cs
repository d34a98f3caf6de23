using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>A step of the runbook as its file declares it: what it does, when it is GO, and what follows where it is not.</summary>
public sealed record StepPlan
{
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(30);

    /// <summary>Its number, from 1.</summary>
    public required int Step { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in one line.</summary>
    public required string Does { get; init; }

    /// <summary>How much working time it may take.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>It is GO when all of these hold that count.</summary>
    public required IReadOnlyList<CriterionRule> Criteria { get; init; }

    /// <summary>What decides it where it is not GO: the first that is met.</summary>
    public IReadOnlyList<Trigger> Triggers { get; init; } = [];

    /// <summary>What it is where a criterion failed and no trigger is met.</summary>
    public Decision Otherwise { get; init; } = Decision.NoGo;

    /// <summary>What to do then.</summary>
    public string Advice { get; init; } = "";

    /// <summary>What the plan has in its place.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>The criterion that says whether its job crashed, or null.</summary>
    public string? JobCriterion { get; init; }

    /// <summary>The step with its settings filled in for <c>{Setting}</c>, once it is known to be usable.</summary>
    /// <exception cref="GlacierBatchException"><c>StepUnusable</c> or <c>BoundUnreadable</c>: it declares what cannot be.</exception>
    internal StepPlan Filled(IReadOnlyDictionary<string, string> settings)
    {
        Require(Step is >= 1 and <= 99, "its number is not from 1 to 99");
        Require(!string.IsNullOrWhiteSpace(Name), "it has no name");
        Require(Limit > TimeSpan.Zero && Limit <= LongestLimit, "its limit is not above 0 and at most 30 days");
        Require(Criteria.Count > 0, "it has no criteria");
        Require(Criteria.All(rule => RunName.IsValid(rule.Name)), "a criterion's name is not of letters and digits");
        Require(Criteria.DistinctBy(rule => rule.Name, StringComparer.OrdinalIgnoreCase).Count() == Criteria.Count,
            "two of its criteria have one name");
        Require(JobCriterion is null || Criteria.Any(rule => rule.Name == JobCriterion), $"it has no criterion {JobCriterion}");
        var filled = this with
        {
            Criteria = [.. Criteria.Select(rule => rule with { Bound = Fill(rule.Bound, settings), What = Fill(rule.What, settings) })],
            Triggers = [.. Triggers.Select(trigger => trigger with { Advice = Fill(trigger.Advice, settings) })],
            Does = Fill(Does, settings),
            Advice = Fill(Advice, settings),
        };
        foreach (var bound in filled.Criteria.Select(rule => rule.Bound).Concat(filled.Triggers.SelectMany(each => each.Where.Values)))
        {
            Bound.Parse(bound);
        }

        return filled;
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> settings) => settings.Aggregate(
        text, (filled, setting) => filled.Replace($"{{{setting.Key}}}", setting.Value, StringComparison.Ordinal));

    private void Require(bool holds, string fault)
    {
        if (holds) return;
        throw new GlacierBatchException(ErrorKind.InvalidData, "StepUnusable",
            $"The step {Step} '{MessageText.Of(Name)}' cannot be used: {fault}.",
            "Correct the step's file; those of the module show how one is written.", Step);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Step} {Name}";
}
