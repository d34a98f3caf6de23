using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>
/// Whether two scenes are one under two names: by the recorded checksums, and by the pixels where scenes look alike or all were read.
/// </summary>
internal static class DuplicateCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.WellFormed, "Duplicates");
        var scenes = inspections.Where(inspection => inspection.File.Kind == OutputKind.Scene).ToList();
        var told = new HashSet<string>(StringComparer.Ordinal);
        void Find(IEnumerable<IGrouping<string, FileInspection>> groups, string what)
        {
            foreach (var group in groups.Where(group => group.Count() > 1))
            {
                var names = string.Join(" and ", group.Select(scene => scene.Stem));
                if (told.Add(names)) findings.Fail($"{names} {what}");
            }
        }

        Find(scenes.Where(scene => scene.Facts is not null).GroupBy(scene => scene.Facts!.Sha256), "have the same pixels");
        if (scope.Result is not null) Find(scenes.GroupBy(scene => scene.File.Sha256), "have the same content");
        foreach (var scene in scenes.Where(scene => scene.Sample is null && scene.Facts is null && scope.Result is null))
        {
            findings.Doubt($"{scene.File.Path}: {scene.PixelDoubt ?? "its pixels could not be read"}");
        }

        return findings.ToCheck(FormattableString.Invariant($"{scenes.Count} scenes, no two the same"));
    }
}
