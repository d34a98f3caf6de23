using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether there is every kind of file that the satellite's script writes, and one of each for every scene.</summary>
internal static class LayoutCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope)
    {
        var findings = new Findings(CheckLayer.Complete, "Layout");
        var scenes = scope.SceneNames;
        if (scenes.Count == 0) findings.Fail(scope.Files.Count == 0 ? "there is nothing at all" : "no scene was clipped");
        OutputKind[] required = scope.Satellite == Satellite.Landsat
            ? [OutputKind.QueryResults, OutputKind.Template]
            : [OutputKind.CombinedMetadata, OutputKind.Template];
        foreach (var kind in required.Where(kind => scope.Files.Count > 0 && !scope.Of(kind).Any()))
        {
            findings.Fail($"there is no {Describe(scope, kind)}");
        }

        if (scope.Satellite == Satellite.Sentinel2)
        {
            var described = scope.Of(OutputKind.SceneMetadata).Select(file => Path.GetFileNameWithoutExtension(file.Path)).ToList();
            foreach (var bare in scenes.Except(described).Order(StringComparer.Ordinal)) findings.Fail(
                $"the scene {bare} has no individual CSV");
            foreach (var lost in described.Except(scenes)) findings.Fail($"the individual CSV {lost} has no scene");
        }

        return findings.ToCheck(FormattableString.Invariant($"{scenes.Count} scenes with all that belongs to them"));
    }

    private static string Describe(OutputScope scope, OutputKind kind)
    {
        var old = kind == OutputKind.Template
            ? OutputLayout.TemplatePath(scope.Satellite, scope.Region)
            : OutputLayout.SceneListPath(scope.Satellite, scope.Region);

        // In the new folder structure the kind of file comes before the region.
        var isNew = scope.Satellite == Satellite.Sentinel2 && scope.Of(OutputKind.Scene).Any(file => file.Path.StartsWith("clipped/",
            StringComparison.Ordinal));
        return isNew ? old[(scope.Region.Length + 1)..] : old;
    }
}
