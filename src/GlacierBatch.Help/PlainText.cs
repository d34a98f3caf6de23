using System.Text;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GlacierBatch.Help;

/// <summary>
/// Markdown as a console shows it. Lines are wrapped here: the engine's views break them wherever the console ends, in the middle of
/// words too.
/// </summary>
public static class PlainText
{
    /// <summary>What is left of 80 columns by the views of help, which indent by eight at most.</summary>
    public const int Width = 72;

    private const string CodeIndent = "    ";
    private const string Bullet = "- ";

    /// <summary>Blocks as paragraphs.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="width">How long a line may be; code and tables are as long as they are.</param>
    public static IReadOnlyList<string> Of(IEnumerable<Block> blocks, int width = Width) =>
        [.. blocks.Select(block => OfOne(block, width)).Where(text => text.Length > 0)];

    /// <summary>The text of a line's parts, without marks.</summary>
    public static string Of(ContainerInline? parts)
    {
        var text = new StringBuilder();
        Append(text, parts);
        return text.ToString();
    }

    private static string OfOne(Block block, int width) => block switch
    {
        HtmlBlock => "",
        HeadingBlock heading => Of(heading.Inline).ToUpperInvariant(),
        CodeBlock code => Indent(code.Lines.ToString()),
        Table table => OfTable(table),
        ListBlock list => OfList(list, width),
        QuoteBlock quote => string.Join("\n\n", Of(quote, width - CodeIndent.Length).Select(Indent)),
        LeafBlock leaf => Wrap(Of(leaf.Inline), width),
        _ => "",
    };

    private static string OfList(ListBlock list, int width)
    {
        var lines = new List<string>();
        var number = int.TryParse(list.OrderedStart, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var mark = list.IsOrdered ? $"{number++}. " : Bullet;
            var text = string.Join("\n", Of(item, width - mark.Length));
            lines.Add(mark + text.Replace("\n", "\n" + new string(' ', mark.Length), StringComparison.Ordinal));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Rows as paragraphs: the first cell, and what belongs to it below. A table with three columns does not fit.</summary>
    private static string OfTable(Table table)
    {
        var rows = table.OfType<TableRow>()
            .Select(row => row.OfType<TableCell>().Select(cell => string.Join(' ', Of(cell, int.MaxValue))).ToList()).ToList();
        var heads = rows[0];
        var lines = new List<string>();
        foreach (var cells in rows.Skip(1))
        {
            lines.Add(cells[0].Length > 0 ? cells[0] : heads[0]);
            for (var column = 1; column < cells.Count; column++)
            {
                if (cells[column].Length == 0) continue;
                var head = cells.Count > 2 && heads[column].Length > 0 ? $"{heads[column]}: " : "";
                lines.Add(Indent(Wrap(head + cells[column], Width - CodeIndent.Length)));
            }
        }

        return string.Join('\n', lines);
    }

    private static void Append(StringBuilder text, Inline? part)
    {
        switch (part)
        {
            case LiteralInline literal:
                text.Append(literal.Content.AsSpan());
                break;
            case CodeInline code:
                text.Append(code.Content);
                break;
            case HtmlEntityInline entity:
                text.Append(entity.Transcoded.AsSpan());
                break;
            case LineBreakInline:
                text.Append(' ');
                break;
            case AutolinkInline link:
                text.Append(link.Url);
                break;
            case ContainerInline container:
                foreach (var child in container) Append(text, child);
                if (container is LinkInline { Url: { } url } && url.StartsWith("http", StringComparison.Ordinal)) text.Append($" ({url})");
                break;
        }
    }

    private static string Indent(string text) =>
        string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? line : CodeIndent + line));

    private static string Wrap(string text, int width)
    {
        var lines = new StringBuilder();
        var length = 0;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > 0 && length + 1 + word.Length > width)
            {
                lines.Append('\n');
                length = 0;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }

            lines.Append(word);
            length += word.Length;
        }

        return lines.ToString();
    }
}
