namespace GlacierBatch.Core.Checkpoints;

/// <summary>What decides a step that is not GO, as the step declares it.</summary>
/// <param name="Where">What must hold, all of it: names of criteria and figures, each with a bound.</param>
/// <param name="Then">What follows.</param>
/// <param name="Advice">What to do then.</param>
public sealed record Trigger(IReadOnlyDictionary<string, string> Where, TriggerEffect Then, string Advice)
{
    /// <summary>Whether it is met.</summary>
    /// <param name="figures">What was measured, by name.</param>
    internal bool IsMet(IReadOnlyDictionary<string, Measurement> figures) => Where.Count > 0 && Where.All(condition =>
        figures.TryGetValue(condition.Key, out var figure) && Bound.Parse(condition.Value).Holds(figure.Number, figure.Text) == true);

    /// <summary>What is met, in one line.</summary>
    internal string Describe(IReadOnlyDictionary<string, Measurement> figures) => string.Join(", ", Where
        .OrderBy(condition => condition.Key, StringComparer.Ordinal).Select(condition =>
        {
            var (figure, bound) = (figures[condition.Key], Bound.Parse(condition.Value));
            return $"{condition.Key} is {bound.Show(figure.Number, figure.Text)} ({bound})";
        }));
}
