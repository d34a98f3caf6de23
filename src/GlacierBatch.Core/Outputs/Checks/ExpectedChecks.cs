using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether there are as many scenes as expected, about as large as expected: a checkpoint's rough baseline.</summary>
internal static class ExpectedChecks
{
    /// <summary>Makes the checks that were asked for.</summary>
    public static IEnumerable<Check> Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var scenes = inspections.Where(inspection => inspection is { File.Kind: OutputKind.Scene, Entry: not null }).ToList();
        if (scope.Options.ExpectedCount is { } count)
        {
            var findings = new Findings(CheckLayer.Baseline, "ExpectedCount");
            if (scenes.Count != count) findings.Fail(FormattableString.Invariant($"{scenes.Count} scenes instead of {count}"));
            yield return findings.ToCheck(FormattableString.Invariant($"{count} scenes, as expected"));
        }

        if (scope.Options.ExpectedSize is not { } size) yield break;
        var sizes = new Findings(CheckLayer.Baseline, "ExpectedSize");
        var tolerance = scope.Options.SizeTolerance;
        foreach (var scene in scenes.Where(scene => Math.Abs(scene.Entry!.Size - size) > size * tolerance))
        {
            sizes.Fail(FormattableString.Invariant(
                $"{scene.File.Path} has {scene.Entry!.Size} bytes, expected were {size} within {tolerance:0.#%}"));
        }

        if (scenes.Count == 0) sizes.Fail("there is no scene");
        yield return sizes.ToCheck(FormattableString.Invariant($"{scenes.Count} scenes within {tolerance:0.#%} of {size} bytes"));
    }
}
