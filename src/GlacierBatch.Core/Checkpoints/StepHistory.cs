namespace GlacierBatch.Core.Checkpoints;

/// <summary>What the attempts of an environment say of one step. Asks nobody anything.</summary>
/// <param name="step">The step, its settings filled in.</param>
/// <param name="plan">The plan.</param>
/// <param name="all">All attempts of all steps.</param>
internal sealed class StepHistory(StepPlan step, RunbookPlan plan, IReadOnlyList<AttemptRecord> all)
{
    /// <summary>The figure that triggers know the crashed attempts by.</summary>
    public const string CrashedAttempts = nameof(CrashedAttempts);

    /// <summary>The figure that says what kept the step from measuring the rest.</summary>
    public const string Fault = nameof(Fault);

    private readonly IReadOnlyList<AttemptRecord> _attempts =
        [.. all.Where(attempt => attempt.Step == step.Step && attempt.SetAside is null).OrderBy(attempt => attempt.Attempt)];

    /// <summary>The newest attempt that counts, or null.</summary>
    public AttemptRecord? Newest => _attempts.Count == 0 ? null : _attempts[^1];

    /// <summary>The working time. What was set aside counts among all steps still: it was spent.</summary>
    public TimeBudget Budget => new(Sum(_attempts), step.Limit, Sum(all), plan.Limit);

    /// <summary>Judges an attempt's criteria.</summary>
    public IReadOnlyList<Criterion> Judge(AttemptRecord attempt)
    {
        var figures = attempt.Measurements.ToDictionary(each => each.Name, StringComparer.Ordinal);
        var fault = figures.GetValueOrDefault(Fault)?.Text;
        return [.. step.Criteria.Select(rule => Criterion.Of(rule, figures.GetValueOrDefault(rule.Name), fault))];
    }

    /// <summary>Whether an attempt's job crashed, by its criteria.</summary>
    public bool IsCrash(IReadOnlyList<Criterion> criteria) => step.JobCriterion is { } job
        && criteria.Any(criterion => criterion.Name == job && criterion.Verdict == CriterionVerdict.Failed);

    /// <summary>Decides the newest attempt by what was measured.</summary>
    public AttemptRecord Decide(DateTimeOffset now)
    {
        var attempt = Newest ?? throw new InvalidOperationException("There is no attempt to decide.");
        var criteria = Judge(attempt);
        var isCrashed = IsCrash(criteria);
        var figures = attempt.Measurements.ToDictionary(each => each.Name, StringComparer.Ordinal);
        var crashes = _attempts.Count(each => each.IsCrashed) + (isCrashed ? 1 : 0);
        figures[CrashedAttempts] = new Measurement(CrashedAttempts) { Number = crashes };
        return attempt with
        {
            Criteria = criteria,
            IsCrashed = isCrashed,
            Ruling = Decider.Decide(step, criteria, figures, Budget, plan.Marks),
            Decided = now,
        };
    }

    /// <summary>The step as it stands, by its newest attempt or by another one.</summary>
    public Checkpoint Describe(string environment, AttemptRecord? attempt)
    {
        var budget = Budget;
        return new Checkpoint
        {
            Step = step.Step,
            Name = step.Name,
            Does = step.Does,
            Environment = environment,
            Decision = attempt?.Ruling?.Decision,
            IsAbandoned = attempt?.Ruling?.IsAbandoned == true,
            Reason = attempt?.Ruling?.Reason ?? (attempt is null ? "It was not begun." : "It was begun, and is not decided."),
            Advice = attempt?.Ruling?.Advice ?? [],
            Alternatives = step.Alternatives,
            Criteria = attempt is null ? [.. step.Criteria.Select(rule => Criterion.Of(rule, null))] : attempt.Criteria ?? Judge(attempt),
            Figures = Figure.Of(attempt?.Measurements ?? [], step.Criteria),
            TimeUsed = budget.Used,
            Limit = budget.Limit,
            TotalTimeUsed = budget.TotalUsed,
            TotalLimit = budget.TotalLimit,
            Attempt = attempt?.Attempt ?? 0,
            Attempts = _attempts.Count,
            CrashedAttempts = _attempts.Count(each => each.IsCrashed),
            BeganAt = attempt?.Began,
            DecidedAt = attempt?.Decided,
            SetAsideAt = attempt?.SetAside,
            Runs = attempt?.Runs ?? [],
            Settings = attempt?.Settings ?? new Dictionary<string, string>(),
        };
    }

    private static TimeSpan Sum(IEnumerable<AttemptRecord> attempts) =>
        attempts.Aggregate(TimeSpan.Zero, (sum, attempt) => sum + attempt.TimeUsed);
}
