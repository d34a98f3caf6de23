namespace GlacierBatch.Core.Checkpoints;

/// <summary>What the plan says of all steps together.</summary>
/// <param name="Limit">How much working time all steps together may take.</param>
/// <param name="Marks">What to do when a step takes long.</param>
/// <param name="Settings">What a step is told unless it is told otherwise, by name.</param>
public sealed record RunbookPlan(
    TimeSpan Limit, IReadOnlyList<EscalationMark> Marks, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>The plan's settings, changed by others.</summary>
    /// <param name="others">The others.</param>
    internal IReadOnlyDictionary<string, string> With(IReadOnlyDictionary<string, string> others)
    {
        var all = new Dictionary<string, string>(Settings, StringComparer.Ordinal);
        foreach (var (name, value) in others) all[name] = value;
        return all;
    }
}
