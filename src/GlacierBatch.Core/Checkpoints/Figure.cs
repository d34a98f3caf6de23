using System.Globalization;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>What was measured besides the criteria: what triggers look at.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">The value; times in seconds.</param>
/// <param name="Evidence">By what it is known, in one line.</param>
public sealed record Figure(string Name, string Value, string Evidence)
{
    /// <summary>The figures among what was measured.</summary>
    internal static IReadOnlyList<Figure> Of(IEnumerable<Measurement> measured, IReadOnlyList<CriterionRule> rules) =>
        [.. measured.Where(each => rules.All(rule => rule.Name != each.Name)).Select(each => new Figure(
            each.Name, each.Text ?? each.Number?.ToString("0.###", CultureInfo.InvariantCulture) ?? "", each.Evidence ?? ""))];

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
