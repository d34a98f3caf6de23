using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether rasters lie exactly where the catalogue says that the region is.</summary>
internal static class BoundsCheck
{
    /// <summary>Edges were computed, and may differ in their last bits.</summary>
    private const double ToleranceMetres = 0.001;

    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.WellFormed, "Bounds");
        var judged = inspections.Where(inspection => RasterCheck.IsJudged(scope, inspection)).ToList();
        if (scope.Area.Region is not { } region)
        {
            findings.Doubt(scope.Area.Fault ?? "the region's bounds are not known");
            return findings.ToCheck("");
        }

        foreach (var inspection in judged)
        {
            if (inspection.Image is null) findings.Doubt($"{inspection.File.Path} could not be read as a raster");
            else if (inspection.Image.Header.Bounds is not { } own) findings.Fail($"{inspection.File.Path} does not say where it lies");
            else if (!inspection.Image.Header.Covers(region.Bounds, ToleranceMetres))
            {
                var other = scope.Area.NameOf(own) is { } name ? $", which is {name}" : "";
                findings.Fail($"{inspection.File.Path} has the bounds {own}{other}, the region {region.Bounds}");
            }
        }

        if (judged.Count == 0) findings.Doubt("there is no raster");
        return findings.ToCheck(FormattableString.Invariant($"{judged.Count} rasters have the region's bounds, {region.Bounds}"));
    }
}
