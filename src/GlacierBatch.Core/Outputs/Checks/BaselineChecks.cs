using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs.Baselines;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether there are the same scenes as in a baseline, with the same pixels.</summary>
internal sealed class BaselineChecks(OutputScope scope, IReadOnlyList<FileInspection> inspections, Baseline baseline)
{
    /// <summary>Makes both checks.</summary>
    public IReadOnlyList<Check> Run()
    {
        var tasks = baseline.Of(scope.Region, scope.Satellite);
        var scenes = new Findings(CheckLayer.Baseline, "BaselineScenes");
        var pixels = new Findings(CheckLayer.Baseline, "BaselinePixels");
        if (tasks.Count == 0)
        {
            scenes.Doubt($"the baseline has no task of {scope.Region} and {scope.Satellite.ToName()}");
            pixels.Doubt("the baseline has nothing to compare with");
            return [scenes.ToCheck(""), pixels.ToCheck("")];
        }

        var wanted = tasks.SelectMany(task => task.Scenes).Where(scene => scope.Window is null || scope.Window.IsIn(scope.Satellite,
            scene.Name))
            .DistinctBy(scene => scene.Name).ToDictionary(scene => scene.Name, StringComparer.Ordinal);
        CompareNames(scenes, tasks, wanted);
        var within = ComparePixels(pixels, wanted);
        var same = wanted.Count - within.Count;
        return
        [
            scenes.ToCheck(FormattableString.Invariant($"the same {wanted.Count} scenes")),
            pixels.ToCheck(within.Count == 0
                ? FormattableString.Invariant($"{same} scenes have the same pixels")
                : FormattableString.Invariant(
                    $"{same} scenes have the same pixels; within tolerance: {string.Join("; ", within.Take(3))}")),
        ];
    }

    private void CompareNames(Findings findings, IReadOnlyList<BaselineTask> tasks, Dictionary<string, BaselineScene> wanted)
    {
        if (scope.Window is { } window)
        {
            for (var day = window.Start; day <= window.End; day = day.AddDays(1))
            {
                if (tasks.Any(task => task.Start <= day && day <= task.End)) continue;
                findings.Doubt($"the baseline does not cover {DateWindow.Format(day)}");
                break;
            }
        }

        var there = scope.SceneNames;
        foreach (var missing in wanted.Keys.Except(there).Order(StringComparer.Ordinal)) findings.Fail(
            $"{missing} is in the baseline and not here");
        foreach (var extra in there.Except(wanted.Keys).Order(StringComparer.Ordinal)) findings.Fail($"{extra} is not in the baseline");
    }

    /// <returns>The scenes that are not the same and yet within tolerance, each with by how much.</returns>
    private List<string> ComparePixels(Findings findings, Dictionary<string, BaselineScene> wanted)
    {
        var within = new List<string>();
        foreach (var scene in inspections.Where(inspection => inspection.File.Kind == OutputKind.Scene))
        {
            if (!wanted.TryGetValue(scene.Stem, out var kept)) continue;
            if (scene.Facts is not { } facts)
            {
                findings.Doubt($"{scene.File.Path}: {scene.PixelDoubt ?? scene.PixelFault ?? "its pixels could not be read"}");
            }
            else if (scene.Image!.Header is var header && (header.Width != kept.Width || header.Height != kept.Height))
            {
                findings.Fail(FormattableString.Invariant(
                    $"{scene.File.Path} has {header.Width} x {header.Height} pixels, the baseline {kept.Width} x {kept.Height}"));
            }
            else if (!string.Equals(facts.Sha256, kept.PixelSha256, StringComparison.OrdinalIgnoreCase))
            {
                Compare(findings, scene, facts.Count, within);
            }
        }

        return within;
    }

    private void Compare(Findings findings, FileInspection scene, long count, List<string> within)
    {
        if (scope.Options.Tolerance is not { } tolerance)
        {
            findings.Fail($"{scene.File.Path} has other pixels than the baseline");
            return;
        }

        if (scene.Difference is not { } difference)
        {
            findings.Doubt($"{scene.File.Path} has other pixels than the baseline, which keeps none to measure by how much");
            return;
        }

        var share = (double)difference.Differing / count;
        var text = FormattableString.Invariant(
            $"{scene.File.Path} differs in {share:0.####%} of its pixels, by at most {difference.Largest}");
        if (difference.Differing == 0) findings.Doubt(
            $"{scene.File.Path} has the baseline's pixels and not its checksum: the baseline is damaged");
        else if (share <= tolerance && !(difference.Largest > scope.Options.MaxDifference)) within.Add(text);
        else findings.Fail(text);
    }
}
