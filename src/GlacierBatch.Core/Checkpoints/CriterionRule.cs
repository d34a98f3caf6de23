namespace GlacierBatch.Core.Checkpoints;

/// <summary>A criterion as a step declares it.</summary>
/// <param name="Name">Its name, of letters and digits.</param>
/// <param name="What">What is measured, in a few words.</param>
/// <param name="Bound">What the value must keep; <c>{Setting}</c> stands for a setting's value.</param>
public sealed record CriterionRule(string Name, string What, string Bound);
