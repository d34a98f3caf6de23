using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace GlacierBatch.Help.Pages;

/// <summary>Reads a page about a command, in the schema of PlatyPS 1.0 (2024-05-01).</summary>
public static class CommandPageReader
{
    private const string DefaultMark = " (Default)";
    private const string CommonParameters = "CommonParameters";

    /// <summary>Whether a file is about a command, and not about the module.</summary>
    public static bool IsCommand(string path) => Path.GetFileNameWithoutExtension(path).Contains('-', StringComparison.Ordinal);

    /// <summary>Reads a page.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PageException">It is not written as it should be.</exception>
    public static CommandPage Read(string path)
    {
        var page = PageText.Read(path);
        var metadata = page.Metadata();
        return new CommandPage
        {
            Name = page.Title(),
            HelpFile = metadata.TryGetValue("external help file", out var file)
                ? file
                : throw new PageException(path, 1, "The metadata has no 'external help file'."),
            Metadata = metadata,
            Synopsis = string.Join(' ', PlainText.Of(page.Section("SYNOPSIS"), int.MaxValue)),
            Syntax = [.. page.Parts("SYNTAX").Select(part => ReadSyntax(page, part.Heading, part.Blocks))],
            Description = PlainText.Of(page.Section("DESCRIPTION")),
            Examples = [.. page.Parts("EXAMPLES").Select(part => ReadExample(page, part.Heading, part.Blocks))],
            Parameters = [.. page.Parts("PARAMETERS").Where(part => PlainText.Of(part.Heading.Inline) != CommonParameters)
                .Select(part => ReadParameter(page, part.Heading, part.Blocks))],
            Inputs = ReadTypes(page, "INPUTS"),
            Outputs = ReadTypes(page, "OUTPUTS"),
            Notes = PlainText.Of(page.Section("NOTES")),
            Links = [.. page.Section("RELATED LINKS").SelectMany(block => block.Descendants<LinkInline>())
                .Select(link => new PageLink(PlainText.Of(link), link.Url ?? ""))],
        };
    }

    private static CommandSyntax ReadSyntax(PageText page, HeadingBlock heading, IReadOnlyList<Block> blocks)
    {
        var title = PlainText.Of(heading.Inline);
        var isDefault = title.EndsWith(DefaultMark, StringComparison.Ordinal);
        return blocks is [FencedCodeBlock code]
            ? new CommandSyntax(isDefault ? title[..^DefaultMark.Length] : title, isDefault, code.Lines.ToString())
            : throw page.Fault(heading, "A syntax is one block of code.");
    }

    private static CommandExample ReadExample(PageText page, HeadingBlock heading, IReadOnlyList<Block> blocks)
    {
        var code = blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "powershell").ToList();
        if (code.Count == 0) throw page.Fault(heading, "An example has a block of ```powershell.");
        return new CommandExample(
            PlainText.Of(heading.Inline),
            string.Join("\n\n", code.Select(block => block.Lines.ToString())),
            code.TrueForAll(block => string.IsNullOrEmpty(block.Arguments)),
            PlainText.Of(blocks.Except(code)),
            heading.Line + 1);
    }

    private static CommandParameter ReadParameter(PageText page, HeadingBlock heading, IReadOnlyList<Block> blocks)
    {
        if (blocks is not [.., FencedCodeBlock { Info: "yaml" } facts])
        {
            throw page.Fault(heading, "A parameter ends with a block of ```yaml.");
        }

        var parameter = page.Parse<CommandParameter>(facts, facts.Lines.ToString());
        parameter.Name = PlainText.Of(heading.Inline).TrimStart('-');
        parameter.Facts = facts.Lines.ToString();
        parameter.Description = PlainText.Of(blocks.SkipLast(1));
        return parameter;
    }

    private static IReadOnlyList<TypeNote> ReadTypes(PageText page, string section) =>
        [.. page.Parts(section).Select(part => new TypeNote(PlainText.Of(part.Heading.Inline), PlainText.Of(part.Blocks)))];
}
