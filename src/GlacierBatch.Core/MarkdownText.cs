using System.Text;

namespace GlacierBatch.Core;

/// <summary>Text from outside made fit for Markdown: it stays in its cell and is no markup, since names come from a bucket.</summary>
internal static class MarkdownText
{
    private const int MaxLength = 600;

    /// <summary>A text as the content of a table's cell, or of a line.</summary>
    /// <param name="text">The text; null gives an empty one.</param>
    public static string Cell(string? text)
    {
        var cell = new StringBuilder();
        foreach (var character in MessageText.Of(text, MaxLength))
        {
            if (character is '&' or '<' or '>') cell.Append(character switch { '&' => "&amp;", '<' => "&lt;", _ => "&gt;" });
            else if (character is '|' or '`' or '*' or '_' or '[' or ']' or '\\' or '~' or '#' or '@') cell.Append('\\').Append(character);
            else cell.Append(character);
        }

        return cell.ToString();
    }

    /// <summary>Several texts in one cell, a line each.</summary>
    public static string Lines(IEnumerable<string> texts) => string.Join("<br>", texts.Select(Cell));
}
