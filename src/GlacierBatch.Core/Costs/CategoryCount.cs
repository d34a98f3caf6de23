using GlacierBatch.Core.Runs.Failures;

namespace GlacierBatch.Core.Costs;

/// <summary>How many jobs failed for a cause.</summary>
/// <param name="Category">The cause.</param>
/// <param name="Jobs">How many.</param>
public sealed record CategoryCount(FailureCategory Category, int Jobs)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Category}: {Jobs}";
}
