using GlacierBatch.Tests.TestSupport;
using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace GlacierBatch.Tests.Docs;

/// <summary>The repository's pages and the blocks of code in them.</summary>
internal static class Pages
{
    private static readonly string Root = RepositoryRoot.Path;

    /// <summary>All pages, by full path; docs/status is written by whoever typed README's commands here.</summary>
    public static IEnumerable<string> All =>
    [
        .. Directory.EnumerateFiles(Root, "*.md"),
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"),
        .. Directory.EnumerateFiles(Path.Combine(Root, "docs", "en-US"), "*.md"),
        Path.Combine(Root, "samples", "README.md"), Path.Combine(Root, "containers", "README.md"),
    ];

    /// <summary>A page.</summary>
    public static MarkdownDocument Parse(string path) =>
        Markdown.Parse(File.ReadAllText(path), new MarkdownPipelineBuilder().UsePipeTables().UseYamlFrontMatter().Build());

    /// <summary>The texts of a page's blocks of a language.</summary>
    /// <param name="page">Its path from the root.</param>
    /// <param name="language">The language, for instance <c>powershell</c>.</param>
    public static IReadOnlyList<string> Blocks(string page, string language) =>
        [.. Blocks(Path.Combine(Root, page)).Where(block => block.Language == language).Select(block => block.Text)];

    /// <summary>A page's blocks of code, with those that are only indented.</summary>
    /// <param name="path">Its full path.</param>
    public static IEnumerable<(string Language, string Text)> Blocks(string path) => Parse(path).Descendants<CodeBlock>()
        .Where(code => code is not YamlFrontMatterBlock)
        .Select(code => ((code as FencedCodeBlock)?.Info ?? "", code.Lines.ToString()));

    /// <summary>A page's path from the root, with slashes.</summary>
    public static string NameOf(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
