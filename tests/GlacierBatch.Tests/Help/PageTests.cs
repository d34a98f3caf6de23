using GlacierBatch.Help;
using GlacierBatch.Help.Pages;
using GlacierBatch.Tests.TestSupport;
using Markdig;
using Xunit;

namespace GlacierBatch.Tests.Help;

/// <summary>How pages are read, and what a console is shown of them.</summary>
public sealed class PageTests
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().Build();

    [Theory]
    [InlineData("Plain `code`, *marked* and\nbroken.", "Plain code, marked and broken.")]
    [InlineData("A [page](Other.md) and [the web](https://x.y/z).", "A page and the web (https://x.y/z).")]
    [InlineData("- one\n- two\n  goes on", "- one\n- two goes on")]
    [InlineData("3. one\n4. two", "3. one\n4. two")]
    [InlineData("```sh\nls |\n    wc\n```", "    ls |\n        wc")]
    [InlineData("| a | b |\n|---|---|\n| 1 | `2` |\n| 3 | |", "1\n    2\n3")]
    [InlineData("| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |", "1\n    b: 2\n    c: 3")]
    [InlineData("<!-- not for readers -->", "")]
    [InlineData("a < b &amp; c", "a < b & c")]
    public void Marks_are_gone_and_the_shape_stays(string markdown, string expected) =>
        Assert.Equal(expected, string.Join("\n\n", PlainText.Of(Markdig.Markdown.Parse(markdown, Markdown))));

    [Fact]
    public void Lines_are_wrapped_between_words()
    {
        var text = Assert.Single(PlainText.Of(Markdig.Markdown.Parse(string.Join(' ', Enumerable.Repeat("word", 40)))));

        Assert.All(text.Split('\n'), line => Assert.True(line.Length <= PlainText.Width && !line.StartsWith(' ')));
        Assert.Equal(40, text.Split([' ', '\n']).Length);
    }

    [Theory]
    [InlineData("# X\n", "metadata")]
    [InlineData("---\ntitle: X\n---\n\n# X\n", "external help file")]
    [InlineData("---\nexternal help file: x.xml\n---\n\n# X\n", "SYNOPSIS")]
    public void A_page_that_is_none_is_named_with_its_place(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("Get-X.md");
        File.WriteAllText(path, text);

        var fault = Assert.Throws<PageException>(() => CommandPageReader.Read(path));

        Assert.StartsWith($"{path}(", fault.Message);
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_parameter_with_yaml_that_cannot_be_read_is_named_with_its_line()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("Stop-GlacierJob.md");
        var text = File.ReadAllText(Path.Combine(HelpAgreementTests.Folder, "Stop-GlacierJob.md"));
        File.WriteAllText(path, text.Replace("SupportsWildcards: false", "SupportsWildcards: perhaps", StringComparison.Ordinal));

        var fault = Assert.Throws<PageException>(() => CommandPageReader.Read(path));

        Assert.Matches(@"\.md\(\d\d+\): error HELP: The YAML", fault.Message);
    }

    [Fact]
    public void Files_of_pages_that_are_no_more_go()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("about_Gone.help.txt"), "TOPIC");

        HelpFolder.Write(HelpAgreementTests.Folder, folder.Path);

        Assert.False(File.Exists(folder.File("about_Gone.help.txt")));
        Assert.True(File.Exists(folder.File("about_GlacierBatch.help.txt")));
    }
}
