using Markdig;
using Markdig.Syntax;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace GlacierBatch.Help.Pages;

/// <summary>A page's Markdown, section by section.</summary>
internal sealed class PageText
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().UseYamlFrontMatter().Build();
    private static readonly IDeserializer Yaml = new DeserializerBuilder().Build();

    private readonly List<Block> _blocks;

    private PageText(string path, List<Block> blocks)
    {
        Path = path;
        _blocks = blocks;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Reads a file.</summary>
    public static PageText Read(string path) => new(path, [.. Markdig.Markdown.Parse(File.ReadAllText(path), Markdown)]);

    /// <summary>What the page says of itself at its head.</summary>
    public IReadOnlyDictionary<string, string> Metadata() =>
        _blocks[0] is Markdig.Extensions.Yaml.YamlFrontMatterBlock head
            ? Parse<Dictionary<string, string>>(head, head.Lines.ToString())
            : throw Fault(_blocks[0], "The page has no block of metadata between lines of '---'.");

    /// <summary>The text of the one heading of level 1.</summary>
    public string Title() => _blocks.OfType<HeadingBlock>().Where(block => block.Level == 1).ToList() is [var title]
        ? PlainText.Of(title.Inline)
        : throw Fault(_blocks[0], "The page has not exactly one heading '# '.");

    /// <summary>What follows a heading of level 2, up to the next one.</summary>
    public IReadOnlyList<Block> Section(string title)
    {
        var start = _blocks.FindIndex(block => block is HeadingBlock { Level: 2 } heading && PlainText.Of(heading.Inline) == title);
        return start < 0
            ? throw Fault(_blocks[^1], $"The page has no section '## {title}'.")
            : [.. _blocks.Skip(start + 1).TakeWhile(block => block is not HeadingBlock { Level: <= 2 })];
    }

    /// <summary>The titles of the sections, in their order.</summary>
    public IEnumerable<string> Sections() =>
        _blocks.OfType<HeadingBlock>().Where(block => block.Level == 2).Select(block => PlainText.Of(block.Inline));

    /// <summary>The parts of a section, each with its heading of level 3.</summary>
    public IEnumerable<(HeadingBlock Heading, IReadOnlyList<Block> Blocks)> Parts(string section)
    {
        var blocks = Section(section);
        for (var start = 0; start < blocks.Count; start++)
        {
            if (blocks[start] is not HeadingBlock { Level: 3 } heading) continue;
            yield return (heading, [.. blocks.Skip(start + 1).TakeWhile(block => block is not HeadingBlock { Level: 3 })]);
        }
    }

    /// <summary>Reads YAML.</summary>
    public T Parse<T>(Block at, string yaml)
    {
        try
        {
            return Yaml.Deserialize<T>(yaml);
        }
        catch (YamlException fault)
        {
            throw Fault(at, $"The YAML cannot be read: {fault.InnerException?.Message ?? fault.Message}");
        }
    }

    /// <summary>What is wrong, with its place.</summary>
    public PageException Fault(Block at, string problem) => new(Path, at.Line + 1, problem);
}
