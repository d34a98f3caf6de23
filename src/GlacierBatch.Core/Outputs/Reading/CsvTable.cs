using System.Text;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>A CSV file as the scripts write it: commas, quotes around fields that hold commas or line ends.</summary>
/// <param name="Rows">The rows, the header among them, without empty lines.</param>
internal sealed record CsvTable(IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>More than this is read as no table of the scripts'.</summary>
    public const long MaxBytes = 32 << 20;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is none; the message is a reason that follows the file's name.</exception>
    public static CsvTable Parse(ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) throw new InvalidDataException("it is empty");
        if (content.Contains((byte)0)) throw new InvalidDataException("it holds bytes of 0, as no text does");
        var start = content.TrimStart(" \t\r\n"u8);
        if (start.StartsWith("<"u8)) throw new InvalidDataException("it is an XML or HTML page, not a table");
        try
        {
            return new CsvTable(Split(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(content)));
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException("it is not UTF-8 text");
        }
    }

    /// <summary>The position of a column by its name in the first row, or -1.</summary>
    public int Column(string name)
    {
        for (var i = 0; Rows.Count > 0 && i < Rows[0].Count; i++)
        {
            if (Rows[0][i] == name) return i;
        }

        return -1;
    }

    private static List<IReadOnlyList<string>> Split(string text)
    {
        var rows = new List<IReadOnlyList<string>>();
        var row = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        void EndField()
        {
            row.Add(field.ToString());
            field.Clear();
        }

        void EndRow()
        {
            EndField();
            if (row is not [""]) rows.Add(row);
            row = [];
        }

        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character == '"')
            {
                // Two quotes inside quotes are one that is meant.
                if (quoted && i + 1 < text.Length && text[i + 1] == '"') field.Append(text[i++]);
                else quoted = !quoted;
            }
            else if (quoted || character is not (',' or '\n' or '\r')) field.Append(character);
            else if (character == ',') EndField();
            else if (character == '\n') EndRow();
        }

        if (quoted) throw new InvalidDataException("a quote is not closed: it is cut off");
        EndRow();
        return rows;
    }
}
