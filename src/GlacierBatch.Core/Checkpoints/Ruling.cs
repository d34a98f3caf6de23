namespace GlacierBatch.Core.Checkpoints;

/// <summary>What was decided of an attempt, and why.</summary>
/// <param name="Decision">GO, NO-GO or ESCALATE.</param>
/// <param name="IsAbandoned">Whether the plan's alternatives are what is left.</param>
/// <param name="Reason">Why, in one line.</param>
/// <param name="Advice">What to do, a line each.</param>
public sealed record Ruling(Decision Decision, bool IsAbandoned, string Reason, IReadOnlyList<string> Advice);
