using System.Globalization;
using System.Text;

namespace GlacierBatch.Core.Checkpoints.Pages;

/// <summary>The pieces that pages are made of: headings, tables, lists. All text from outside is escaped.</summary>
internal sealed class PageText
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a heading.</summary>
    public PageText Heading(int level, string title)
    {
        if (_text.Length > 0) _text.Append('\n');
        _text.Append('#', level).Append(' ').Append(MarkdownText.Cell(title)).Append("\n\n");
        return this;
    }

    /// <summary>Adds a line of our own words.</summary>
    public PageText Line(string text)
    {
        if (_text is [.., not '\n', '\n']) _text.Append('\n');
        _text.Append(MarkdownText.Cell(text)).Append("\n\n");
        return this;
    }

    /// <summary>Adds a table.</summary>
    /// <param name="headers">Its columns.</param>
    /// <param name="rows">Its rows, each cell made by <see cref="MarkdownText"/>.</param>
    public PageText Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(headers);
        Row([.. headers.Select(_ => "---")]);
        foreach (var row in rows) Row(row);
        return this;
    }

    /// <summary>Adds a table of names and values; those without a value are left out.</summary>
    public PageText Facts(params ReadOnlySpan<(string Name, string? Value)> facts)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, value) in facts)
        {
            if (!string.IsNullOrEmpty(value)) rows.Add([MarkdownText.Cell(name), MarkdownText.Cell(value)]);
        }

        return Table(["what", "value"], rows);
    }

    /// <summary>Adds a list; nothing where it is empty.</summary>
    public PageText List(IEnumerable<string> items)
    {
        foreach (var item in items) _text.Append("- ").Append(MarkdownText.Cell(item)).Append('\n');
        return this;
    }

    /// <summary>Adds lines that are typed.</summary>
    public PageText Commands(params ReadOnlySpan<string> lines)
    {
        _text.Append("```powershell\n");
        foreach (var line in lines) _text.Append(MessageText.Of(line, 300).Replace('`', '\'')).Append('\n');
        _text.Append("```\n");
        return this;
    }

    /// <summary>Adds the table of criteria.</summary>
    public PageText Criteria(IEnumerable<Criterion> criteria) => Table(
        ["criterion", "what", "verdict", "measured", "bound", "evidence"],
        criteria.Select(each => (IReadOnlyList<string>)
        [
            MarkdownText.Cell(each.Name), MarkdownText.Cell(each.What), Mark(each.Verdict), MarkdownText.Cell(each.Value),
            MarkdownText.Cell(each.Bound), MarkdownText.Cell(each.Evidence),
        ]));

    /// <summary>Adds what criteria rest on: jobs, objects, log lines.</summary>
    public PageText Evidence(IReadOnlyList<Criterion> criteria)
    {
        var known = criteria.Where(each => each.JobIds.Count + each.ObjectKeys.Count + each.LogLines.Count > 0).ToList();
        return known.Count == 0
            ? Line("No job, object or log line was named.")
            : Table(["criterion", "jobs", "objects", "log lines"], known.Select(each => (IReadOnlyList<string>)
            [
                MarkdownText.Cell(each.Name), MarkdownText.Lines(each.JobIds), MarkdownText.Lines(each.ObjectKeys),
                MarkdownText.Lines(each.LogLines),
            ]));
    }

    /// <summary>Adds what was measured besides; nothing where that is nothing.</summary>
    public PageText Figures(IReadOnlyList<Figure> figures) => figures.Count == 0 ? this : Heading(3, "Besides").Table(
        ["figure", "value", "evidence"],
        figures.Select(each => (IReadOnlyList<string>)
            [MarkdownText.Cell(each.Name), MarkdownText.Cell(each.Value), MarkdownText.Cell(each.Evidence)]));

    /// <summary>A decision as it is written in the plan.</summary>
    public static string Name(Decision? decision) => decision switch
    {
        Decision.Go => "GO",
        Decision.NoGo => "NO-GO",
        Decision.Escalate => "ESCALATE",
        _ => "not decided",
    };

    /// <summary>A time (UTC).</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    /// <summary>A working time of a limit.</summary>
    public static string Of(TimeSpan used, TimeSpan limit) => $"{TimeBudget.Show(used)} of {TimeBudget.Show(limit)}";

    private static string Mark(CriterionVerdict verdict) => verdict switch
    {
        CriterionVerdict.Passed => ":white_check_mark: Passed",
        CriterionVerdict.Failed => ":x: Failed",
        CriterionVerdict.Unchecked => ":grey_question: Unchecked",
        _ => "not applicable",
    };

    private void Row(IReadOnlyList<string> cells) => _text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
