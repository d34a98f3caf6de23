using System.Text;

namespace GlacierBatch.Core.Outputs.Reports;

/// <summary>Verdicts as a section of Markdown: what did not pass first, each with its checks; what passed is folded away.</summary>
internal static class MarkdownReport
{
    /// <summary>A step summary takes 1 MiB; who has more than this to mend needs the whole list elsewhere.</summary>
    private const int MaxRows = 500;

    private const string Header = "| verdict | region | satellite | days | scenes | evidence |\n|---|---|---|---|---:|---|\n";

    /// <summary>Writes them.</summary>
    public static string Write(IReadOnlyList<ReportEntry> entries)
    {
        var passed = entries.Where(entry => entry.Status == CheckStatus.Passed).ToList();
        var failed = entries.Where(entry => entry.Status == CheckStatus.Failed).ToList();
        var unknown = entries.Where(entry => entry.Status == CheckStatus.Unchecked).ToList();
        var text = new StringBuilder();
        text.Append(FormattableString.Invariant($"## Outputs: {passed.Count} of {entries.Count} passed\n\n"));
        if (entries.Count == 0) text.Append("Nothing was looked at, which proves nothing.\n\n");
        if (failed.Count + unknown.Count > 0)
        {
            text.Append(FormattableString.Invariant($"{failed.Count} failed, {unknown.Count} could not be checked.\n\n"));
            AppendTable(text, [.. failed, .. unknown]);
        }

        if (passed.Count > 0)
        {
            text.Append(FormattableString.Invariant($"<details><summary>{passed.Count} passed</summary>\n\n"));
            AppendTable(text, passed);
            text.Append("</details>\n\n");
        }

        return text.ToString();
    }

    private static void AppendTable(StringBuilder text, IReadOnlyList<ReportEntry> entries)
    {
        text.Append(Header);
        foreach (var entry in entries.Take(MaxRows)) AppendRow(text, entry);
        if (entries.Count > MaxRows) text.Append(FormattableString.Invariant($"\n... and {entries.Count - MaxRows} more.\n"));
        text.Append('\n');
    }

    private static void AppendRow(StringBuilder text, ReportEntry entry)
    {
        var checks = entry.Checks.Where(check => check.Status != CheckStatus.Passed).Select(check =>
            $"**{MarkdownText.Cell(check.Name)}** {MarkdownText.Cell(check.Evidence)}").ToList();
        var evidence = checks.Count > 0 ? string.Join("<br>", checks) : MarkdownText.Cell(entry.Evidence);
        text.Append(FormattableString.Invariant(
            $"| {Mark(entry.Status)} | {MarkdownText.Cell(entry.Region)} | {MarkdownText.Cell(entry.Satellite)} | "));
        text.Append(FormattableString.Invariant($"{MarkdownText.Cell(entry.Days())} | {entry.Scenes} | {evidence} |\n"));
    }

    private static string Mark(CheckStatus status) => status switch
    {
        CheckStatus.Passed => ":white_check_mark: Passed",
        CheckStatus.Failed => ":x: Failed",
        _ => ":grey_question: Unchecked",
    };
}
