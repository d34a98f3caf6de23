using System.Text;

namespace GlacierBatch.Help.Pages;

/// <summary>A page about a topic, which Get-Help shows as it is.</summary>
/// <param name="Name">The topic, about_Something.</param>
/// <param name="Sections">Its sections, each with its title; the first is the short description.</param>
public sealed record AboutPage(string Name, IReadOnlyList<(string Title, IReadOnlyList<string> Paragraphs)> Sections)
{
    private const string First = "Short description";
    private const string Indent = "    ";
    private const int Width = 76;

    /// <summary>The file's name.</summary>
    public string HelpFile => $"{Name}.help.txt";

    /// <summary>Reads a page.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PageException">It is not written as it should be.</exception>
    public static AboutPage Read(string path)
    {
        var page = PageText.Read(path);
        List<(string Title, IReadOnlyList<string> Paragraphs)> sections =
            [.. page.Sections().Select(title => (title, PlainText.Of(page.Section(title), Width)))];
        return sections is [(First, [_]), ..]
            ? new AboutPage(page.Title(), sections)
            : throw new PageException(path, 1, $"The first section is '## {First}', and has one paragraph.");
    }

    /// <summary>The text. Lists of topics show its fifth line, so that is the short description, whole.</summary>
    public string ToText()
    {
        var text = new StringBuilder($"TOPIC\n{Indent}{Name}\n");
        foreach (var (title, paragraphs) in Sections)
        {
            text.Append($"\n{title.ToUpperInvariant()}\n");
            text.AppendJoin("\n\n", paragraphs.Select(paragraph =>
                Indent + (title == First ? paragraph.Replace('\n', ' ')
                    : paragraph.Replace("\n", "\n" + Indent, StringComparison.Ordinal))));
            text.Append('\n');
        }

        return text.ToString();
    }
}
