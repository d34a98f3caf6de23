using System.Text.Json;

namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>Verdicts as JSON.</summary>
internal static class JsonReport
{
    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyList<ReportEntry> entries) => JsonSerializer.Serialize(entries,
        ReportJson.Default.IReadOnlyListReportEntry) + "\n";
}
