using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>One task of a baseline.</summary>
/// <param name="Region">The region's name.</param>
/// <param name="Satellite">The imagery.</param>
/// <param name="Start">The first day.</param>
/// <param name="End">The last day, included.</param>
/// <param name="Run">The run that made it.</param>
/// <param name="Provenance">What made it: scripts, template, runner, libraries as far as the run recorded them.</param>
/// <param name="Scenes">Its scenes; none where the imagery's catalogue had none.</param>
public sealed record BaselineTask(
    string Region, Satellite Satellite, DateOnly Start, DateOnly End, string Run, Provenance Provenance,
        IReadOnlyList<BaselineScene> Scenes);
