namespace GlacierBatch.Core.Environments;

/// <summary>One thing that a job needs, and whether it is there.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Passed">Whether it is as it must be.</param>
/// <param name="Evidence">What was found, in one line.</param>
/// <param name="Recommendation">What to do about it, or null.</param>
public sealed record EnvironmentCheck(string Environment, string Name, bool Passed, string Evidence, string? Recommendation = null);
