using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether scenes show something: not nodata only, not one value only.</summary>
internal static class PixelCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.WellFormed, "Pixels");
        var scenes = inspections.Where(inspection => inspection.File.Kind == OutputKind.Scene).ToList();
        foreach (var scene in scenes)
        {
            var path = scene.File.Path;
            if (scene.PixelFault is { } fault) findings.Fail($"{path}: {fault}");
            else if (scene.Facts is { Valid: 0 }) findings.Fail($"{path} is all nodata");
            else if (scene.Facts is { IsVaried: false }) findings.Fail($"{path} has one and the same value everywhere");
            else if (scene.Facts is null && scene.Sample is null)
            {
                findings.Doubt($"{path}: {scene.PixelDoubt ?? "its pixels could not be read"}");
            }
        }

        if (scenes.Count == 0) findings.Doubt("there is no scene");
        var whole = scenes.Count(scene => scene.Facts is not null);
        return findings.ToCheck(whole == scenes.Count
            ? FormattableString.Invariant($"all pixels of {whole} scenes were read, and vary")
            : FormattableString.Invariant($"pixels vary in {scenes.Count} scenes, {whole} of which were read whole"));
    }
}
