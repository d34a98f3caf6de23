using GlacierBatch.Contract.Outputs;
using GlacierBatch.Core.Outputs.Reading;

namespace GlacierBatch.Core.Outputs.Checks;

/// <summary>Whether the task's own files were written by this run, and not left by an earlier one.</summary>
internal static class CurrentCheck
{
    /// <summary>Makes the check.</summary>
    public static Check Run(OutputScope scope, IReadOnlyList<FileInspection> inspections)
    {
        var findings = new Findings(CheckLayer.Intact, "Current");
        if (scope.Result is not { } result)
        {
            findings.Doubt("no record says when they were written");
            return findings.ToCheck("");
        }

        var own = inspections.Where(inspection => inspection.Entry is not null && !inspection.File.Kind.IsShared()).ToList();

        // A later attempt takes over what an earlier one of the same run published.
        var submitted = scope.Job?.CreatedAt ?? default;
        var since = result.Attempt > 1 && submitted > default(DateTimeOffset) && submitted < result.Started ? submitted : result.Started;
        foreach (var inspection in own.Where(inspection => inspection.Entry!.LastModified < since - Clocks.Tolerance))
        {
            findings.Fail(FormattableString.Invariant(
                $"{inspection.File.Path} is older than the job ({inspection.Entry!.LastModified.UtcDateTime:u})"));
        }

        return findings.ToCheck(FormattableString.Invariant($"{own.Count} files are newer than the job's start"));
    }
}
