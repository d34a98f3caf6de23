namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// Makes a decision of what was measured. Asks nobody anything and knows no clock: the same evidence gives the same decision.
/// </summary>
internal static class Decider
{
    /// <summary>Decides.</summary>
    /// <param name="step">The step, its settings filled in.</param>
    /// <param name="criteria">Its criteria as they were judged.</param>
    /// <param name="figures">All that was measured, by name.</param>
    /// <param name="budget">The working time.</param>
    /// <param name="marks">The plan's marks.</param>
    public static Ruling Decide(
        StepPlan step, IReadOnlyList<Criterion> criteria, IReadOnlyDictionary<string, Measurement> figures, TimeBudget budget,
        IReadOnlyList<EscalationMark> marks)
    {
        var counted = criteria.Where(criterion => criterion.Verdict != CriterionVerdict.NotApplicable).ToList();
        var failed = counted.Where(criterion => criterion.Verdict == CriterionVerdict.Failed).ToList();
        if (counted.Count > 0 && counted.TrueForAll(criterion => criterion.Verdict == CriterionVerdict.Passed))
        {
            return new Ruling(Decision.Go, false, $"All {counted.Count} criteria hold.", []);
        }

        var said = budget.Say(marks).ToList();
        var trigger = step.Triggers.FirstOrDefault(each => each.IsMet(figures));
        if (trigger is { Then: TriggerEffect.Abandon })
        {
            return new Ruling(Decision.NoGo, true, trigger.Describe(figures), [trigger.Advice, .. said]);
        }

        var advice = trigger?.Advice ?? (failed.Count > 0 ? step.Advice : "");
        List<string> lines = [.. new[] { advice }.Where(line => line.Length > 0), .. said];
        var reason = Reason(counted);
        if (budget.IsTotalUsedUp) return TimeIsUp("all steps together", budget.TotalUsed, budget.TotalLimit, reason, lines);
        if (budget.IsUsedUp) return TimeIsUp("this step", budget.Used, budget.Limit, reason, lines);
        if (trigger is not null)
        {
            var decision = trigger.Then == TriggerEffect.NoGo ? Decision.NoGo : Decision.Escalate;
            return new Ruling(decision, false, trigger.Describe(figures), lines);
        }

        if (failed.Count > 0) return new Ruling(step.Otherwise, false, reason, lines);
        return new Ruling(Decision.Escalate, false, reason,
            ["What could not be checked is no pass: see the evidence, make it checkable, and run the step again.", .. lines]);
    }

    private static Ruling TimeIsUp(string what, TimeSpan used, TimeSpan limit, string reason, IReadOnlyList<string> advice) => new(
        Decision.NoGo, true,
        $"The working time of {what} is used up ({TimeBudget.Show(used)} of {TimeBudget.Show(limit)}), and it is not GO: {reason}",
        ["Stop here, and choose one of the plan's alternatives.", .. advice]);

    private static string Reason(IReadOnlyList<Criterion> counted)
    {
        var worst = counted.Where(criterion => criterion.Verdict != CriterionVerdict.Passed)
            .OrderBy(criterion => criterion.Verdict != CriterionVerdict.Failed).ToList();
        if (worst.Count == 0) return "Nothing of it has a meaning here.";
        var (first, others) = (worst[0], worst.Count > 1 ? $" (also {string.Join(", ", worst.Skip(1).Select(each => each.Name))})" : "");
        var evidence = first.Evidence.Length > 0 ? $": {MessageText.Of(first.Evidence, 300)}" : "";
        return first.Verdict == CriterionVerdict.Failed
            ? $"{first.Name} is {(first.Value.Length == 0 ? "not so" : MessageText.Of(first.Value, 100))} ({first.Bound}){evidence}{others}"
            : $"{first.Name} could not be checked{evidence}{others}";
    }
}
