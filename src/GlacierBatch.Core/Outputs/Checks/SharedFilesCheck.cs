using System.Text;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>
/// Whether the files that all tasks of a region write hold what this task added. They are the union of what all wrote, and so
/// never judged by one task's checksum.
/// </summary>
internal static class SharedFilesCheck
{
    /// <summary>Makes the check.</summary>
    public static async Task<Check> RunAsync(
        OutputScope scope, IReadOnlyList<FileInspection> inspections, SharedTables tables, CancellationToken cancellationToken)
    {
        var findings = new Findings(CheckLayer.Intact, "Shared");
        foreach (var template in inspections.Where(inspection => inspection.File.Kind == OutputKind.Template))
        {
            if (template.Fault is { } fault) findings.Fail($"{template.File.Path}: {fault}");
            else if (template.Doubt is { } doubt) findings.Doubt($"{template.File.Path} could not be read: {doubt}");
        }

        // A table that is there and says nothing stands among the tables.
        if (tables is { Fault: { } missing, Content: null }) findings.Fail(missing);
        else if (tables.Doubt is not null) findings.Doubt(tables.Doubt);
        else if (tables is { File: not null, Content: not null } && scope.Job is not null) await CompareAsync(scope, tables, findings,
            cancellationToken);
        return findings.ToCheck("the region's shared files hold what the task added");
    }

    private static async Task CompareAsync(OutputScope scope, SharedTables tables, Findings findings, CancellationToken cancellationToken)
    {
        var file = tables.File!;
        var key = StoreLayout.Shared(scope.Job!.RunName, scope.Job.Task, file.Path);
        var own = await scope.ReadAsync(key, cancellationToken);
        if (own is null)
        {
            findings.Fail($"the task's own copy of {file.Path} is missing: {key}");
            return;
        }

        var missing = CsvUnion.FindMissing(Encoding.UTF8.GetString(tables.Content!), Encoding.UTF8.GetString(own), file.Kind.KeyColumn());
        if (missing.Count > 0) findings.Fail(FormattableString.Invariant(
            $"{file.Path} has lost {missing.Count} scenes of this task, {missing[0]} among them"));
    }
}
