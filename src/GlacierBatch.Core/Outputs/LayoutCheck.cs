using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Outputs;

/// <summary>Whether a task wrote every kind of file that its satellite's script writes, and one of each for every scene.</summary>
internal static class LayoutCheck
{
    private const string Name = "Complete";

    /// <summary>Makes the check.</summary>
    public static Check Run(TaskResult result)
    {
        if (result.LostScenes.Count > 0) return Failed($"{result.LostScenes.Count} scenes were lost, {result.LostScenes[0]} among them");
        var scenes = Stems(result, OutputKind.Scene);
        if (scenes.Count == 0) return Failed("no scene was clipped");
        OutputKind[] required = result.Satellite == Satellite.Landsat
            ? [OutputKind.QueryResults, OutputKind.Template]
            : [OutputKind.CombinedMetadata, OutputKind.Template];
        foreach (var kind in required)
        {
            if (result.Outputs.All(output => output.Kind != kind)) return Failed($"there is no {Describe(result, kind)}");
        }

        if (result.Satellite == Satellite.Sentinel2)
        {
            var described = Stems(result, OutputKind.SceneMetadata);
            if (scenes.Except(described).FirstOrDefault() is { } bare) return Failed($"the scene {bare} has no individual CSV");
            if (described.Except(scenes).FirstOrDefault() is { } lost) return Failed($"the individual CSV {lost} has no scene");
        }

        return new Check(Name, CheckStatus.Passed, $"{scenes.Count} scenes with all that belongs to them");
    }

    private static HashSet<string> Stems(TaskResult result, OutputKind kind) => [.. result.Outputs
        .Where(output => output.Kind == kind)
        .Select(output => Path.GetFileNameWithoutExtension(output.Path))];

    private static string Describe(TaskResult result, OutputKind kind) => kind == OutputKind.Template
        ? OutputLayout.TemplatePath(result.Satellite, result.Region)
        : OutputLayout.SceneListPath(result.Satellite, result.Region);

    private static Check Failed(string evidence) => new(Name, CheckStatus.Failed, evidence);
}
