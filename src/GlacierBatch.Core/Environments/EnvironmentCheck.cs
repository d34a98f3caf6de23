using GlacierBatch.Core.Outputs;

namespace GlacierBatch.Core.Environments;

/// <summary>One thing that a job needs, and whether it is there.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Name">What was looked at.</param>
/// <param name="Status">What was found; what could not be looked at is never a pass.</param>
/// <param name="Evidence">What was found, in one line.</param>
/// <param name="Recommendation">What to do about it, or null.</param>
public sealed record EnvironmentCheck(
    string Environment, string Name, CheckStatus Status, string Evidence, string? Recommendation = null)
{
    /// <summary>Whether it is as it must be.</summary>
    public bool Passed => Status == CheckStatus.Passed;
}
