using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether rasters are of the kind that the scripts write: one band of uint16, nodata 0, the right system and
/// resolution.</summary>
internal static class RasterCheck
{
    private const int DefaultEpsg = 3413;
    private const double MetreTolerance = 1e-6;

    /// <summary>Whether a file's raster is judged: landsat's reference is of another kind, and random.</summary>
    public static bool IsJudged(OutputScope scope, FileInspection inspection) =>
        inspection.File.Kind == OutputKind.Scene || (inspection.File.Kind == OutputKind.Template && scope.Satellite == Satellite.Sentinel2);

    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.WellFormed, "Rasters");
        var epsg = scope.Area.Region?.Epsg ?? DefaultEpsg;
        var resolution = scope.Satellite.ResolutionMetres();
        var judged = inspections.Where(inspection => IsJudged(scope, inspection)).ToList();
        foreach (var inspection in judged)
        {
            if (inspection.Image is null) findings.Doubt($"{inspection.File.Path} could not be read as a raster");
            else foreach (var fault in Faults(inspection.Image.Header, epsg, resolution)) findings.Fail($"{inspection.File.Path} {fault}");
        }

        if (judged.Count == 0) findings.Doubt("there is no raster");
        return findings.ToCheck(FormattableString.Invariant(
            $"{judged.Count} rasters of one band, uint16, nodata 0, EPSG:{epsg}, {resolution} m"));
    }

    private static IEnumerable<string> Faults(TiffHeader header, int epsg, int resolution)
    {
        if (header.Bands != 1) yield return FormattableString.Invariant($"has {header.Bands} bands instead of 1");
        if (header is not { BitsPerSample: 16, SampleFormat: 1 }) yield return $"is of {TypeOf(header)} instead of uint16";
        if (header.NoData is null) yield return "says no nodata value instead of 0";
        else if (header.NoData != 0) yield return FormattableString.Invariant($"has nodata {header.NoData} instead of 0");
        if (header.Epsg is null) yield return FormattableString.Invariant($"names no reference system instead of EPSG:{epsg}");
        else if (header.Epsg != epsg) yield return FormattableString.Invariant($"is in EPSG:{header.Epsg} instead of EPSG:{epsg}");
        if (header is not { PixelWidth: { } width, PixelHeight: { } height }) yield return FormattableString.Invariant(
            $"says no resolution instead of {resolution} m");
        else if (Math.Abs(width - resolution) > MetreTolerance || Math.Abs(height - resolution) > MetreTolerance)
        {
            yield return FormattableString.Invariant($"has pixels of {width} x {height} m instead of {resolution} m");
        }
    }

    private static string TypeOf(TiffHeader header) => FormattableString.Invariant(
        $"{header.SampleFormat switch { 1 => "uint", 2 => "int", 3 => "float", _ => "unknown " }}{header.BitsPerSample}");
}
