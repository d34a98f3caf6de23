namespace GlacierBatch.Core.Checkpoints;

/// <summary>A criterion of a step, with what was measured, by what it is known, and whether its bound is kept.</summary>
public sealed record Criterion
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What is measured, in a few words.</summary>
    public required string What { get; init; }

    /// <summary>What the value must keep.</summary>
    public required string Bound { get; init; }

    /// <summary>The value as people read it, or "" where there is none.</summary>
    public required string Value { get; init; }

    /// <summary>What follows.</summary>
    public required CriterionVerdict Verdict { get; init; }

    /// <summary>By what it is known, in one line.</summary>
    public required string Evidence { get; init; }

    /// <summary>The jobs that it rests on.</summary>
    public required IReadOnlyList<string> JobIds { get; init; }

    /// <summary>The objects in the bucket that it rests on.</summary>
    public required IReadOnlyList<string> ObjectKeys { get; init; }

    /// <summary>Lines of logs.</summary>
    public required IReadOnlyList<string> LogLines { get; init; }

    /// <summary>When it was measured, or null.</summary>
    public DateTimeOffset? MeasuredAt { get; init; }

    /// <summary>Judges what was measured.</summary>
    /// <param name="rule">The criterion as the step declares it.</param>
    /// <param name="measured">What was measured, or null where nothing was.</param>
    /// <param name="fault">What kept the step from measuring it, or null.</param>
    internal static Criterion Of(CriterionRule rule, Measurement? measured, string? fault = null)
    {
        var bound = Checkpoints.Bound.Parse(rule.Bound);
        return new Criterion
        {
            Name = rule.Name,
            What = rule.What,
            Bound = bound.Text,
            Value = measured is null ? "" : bound.Show(measured.Number, measured.Text),
            Verdict = VerdictOf(bound, measured),
            Evidence = measured is null
                ? fault is null ? "it was not measured" : $"it was not measured: {fault}"
                : measured.NotApplicable ?? measured.Evidence ?? "",
            JobIds = measured?.JobIds ?? [],
            ObjectKeys = measured?.ObjectKeys ?? [],
            LogLines = measured?.LogLines ?? [],
            MeasuredAt = measured?.At,
        };
    }

    private static CriterionVerdict VerdictOf(Bound bound, Measurement? measured) => measured switch
    {
        null => CriterionVerdict.Unchecked,
        { NotApplicable: not null } => CriterionVerdict.NotApplicable,
        _ => bound.Holds(measured.Number, measured.Text) switch
        {
            true => CriterionVerdict.Passed,
            false => CriterionVerdict.Failed,
            null => CriterionVerdict.Unchecked,
        },
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Verdict} ({(Value.Length == 0 ? Evidence : Value)}; {Bound})";
}
