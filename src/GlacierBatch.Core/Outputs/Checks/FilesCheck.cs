using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether the task's own files are in the store, whole, as it recorded them.</summary>
internal static class FilesCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.Intact, "Files");
        var own = inspections.Where(inspection => !inspection.File.Kind.IsShared()).ToList();
        foreach (var inspection in own)
        {
            if (inspection.Fault is { } fault) findings.Fail($"{inspection.File.Path} {Verb(fault)}");
            else if (inspection.Doubt is { } doubt) findings.Doubt($"{inspection.File.Path} could not be read: {doubt}");
        }

        if (own.Count == 0) findings.Fail("there are no files");
        var compared = own.Count(inspection => inspection.IsCompared);
        return findings.ToCheck(scope.Result is null ? FormattableString.Invariant($"{own.Count} files are whole")
            : compared == own.Count ? FormattableString.Invariant($"{own.Count} files have the recorded size and checksum")
            : FormattableString.Invariant(
                $"{own.Count} files have the recorded size, {compared} the recorded checksum, the others were not touched since"));
    }

    /// <summary>Reasons of the TIFF reader are sentences of their own.</summary>
    private static string Verb(string fault) => fault.StartsWith("it", StringComparison.Ordinal) ? $"is damaged: {fault}" : fault;
}
