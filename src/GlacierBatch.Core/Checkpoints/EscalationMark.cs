namespace GlacierBatch.Core.Checkpoints;

/// <summary>What the plan says to do when a step has taken so much working time.</summary>
/// <param name="After">The working time.</param>
/// <param name="Advice">What to do.</param>
public sealed record EscalationMark(TimeSpan After, string Advice);
