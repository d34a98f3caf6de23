using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Runs;

/// <summary>A run that could be submitted as it is.</summary>
/// <param name="Environment">Where.</param>
/// <param name="Manifest">What.</param>
/// <param name="Completed">Tasks that were left out because their outputs are all there.</param>
public sealed record RunPlan(GlacierEnvironment Environment, RunManifest Manifest, IReadOnlyList<GlacierTask> Completed)
{
    /// <summary>Whether the user gave it its name.</summary>
    public bool IsNamed { get; init; }
}
