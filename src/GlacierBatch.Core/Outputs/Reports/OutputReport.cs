namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>Verdicts as one text.</summary>
public static class OutputReport
{
    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyList<ReportEntry> entries, ReportFormat format)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return format switch
        {
            ReportFormat.JUnitXml => JUnitReport.Write(entries),
            ReportFormat.Json => JsonReport.Write(entries),
            _ => MarkdownReport.Write(entries),
        };
    }

    /// <summary>The exit code of a CI run: 0 where all passed, 1 where something failed, 2 where something, or everything, went
    /// unchecked.</summary>
    public static int ExitCode(IEnumerable<CheckStatus> statuses)
    {
        var worst = statuses.Select(status => (CheckStatus?)status).Max() ?? CheckStatus.Unchecked;
        return worst switch
        {
            CheckStatus.Passed => 0,
            CheckStatus.Failed => 1,
            _ => 2,
        };
    }
}
