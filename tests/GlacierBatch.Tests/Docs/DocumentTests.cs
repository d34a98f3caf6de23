using System.Text.RegularExpressions;
using GlacierBatch.Tests.Help;
using GlacierBatch.Tests.TestSupport;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Xunit;

namespace GlacierBatch.Tests.Docs;

/// <summary>README and docs/ say what is so.</summary>
public sealed partial class DocumentTests
{
    private static readonly string Root = RepositoryRoot.Path;

    [Fact]
    public void Links_lead_to_files_that_are_there()
    {
        var dead = from path in Pages.All
                   from link in Pages.Parse(path).Descendants<LinkInline>()
                   let file = (link.Url ?? "").Split('#')[0]
                   where file.Length > 0 && !file.Contains("://", StringComparison.Ordinal)
                       && !file.StartsWith("mailto:", StringComparison.Ordinal)
                   where !Path.Exists(Path.Combine(Path.GetDirectoryName(path)!, file))
                   select $"{Path.GetRelativePath(Root, path)}: {link.Url}";

        Assert.Empty(dead);
    }

    [Fact]
    public void What_is_to_be_typed_names_only_commands_and_parameters_that_there_are()
    {
        using var session = new ModuleSession();
        var check = new ScriptCheck(session);

        var problems = from path in Pages.All
                       from code in Pages.Parse(path).Descendants<FencedCodeBlock>()
                       where code.Info == "powershell"
                       from problem in check.Problems(code.Lines.ToString())
                       select $"{Path.GetRelativePath(Root, path)}({code.Line + 1}): {problem}";

        Assert.Empty(problems);
    }

    [Fact]
    public void What_is_said_of_commands_in_a_sentence_names_only_what_there_is()
    {
        using var session = new ModuleSession();
        var check = new ScriptCheck(session);

        var said = (from path in Pages.All
                    from code in Pages.Parse(path).Descendants<CodeInline>()
                    where Command().IsMatch(code.Content)
                    select (Page: Pages.NameOf(path), code.Content)).ToList();

        Assert.True(said.Count > 150, $"Only {said.Count} are found.");
        Assert.Empty(said.SelectMany(each => check.Problems(each.Content), (each, problem) => $"{each.Page}: {each.Content}: {problem}"));
    }

    [Fact]
    public void Every_error_has_its_line_and_every_line_an_error()
    {
        var sources = new[] { "*.cs", "*.ps1" }
            .SelectMany(kind => Directory.EnumerateFiles(Path.Combine(Root, "src"), kind, SearchOption.AllDirectories))
            .Select(File.ReadAllText);
        var raised = sources.SelectMany(source => RaisedIds().Matches(source)).Select(match => match.Groups[1].Value).Distinct();
        var listed = ListedIds().Matches(File.ReadAllText(Path.Combine(Root, "docs", "errors.md"))).Select(match => match.Groups[1].Value);

        Assert.Equal(raised.Order(StringComparer.Ordinal), listed);
    }

    [Fact]
    public void Every_failure_category_is_explained()
    {
        var pages = new[] { Path.Combine("docs", "troubleshooting.md"),
            Path.Combine("docs", "en-US", "about_GlacierBatch_Troubleshooting.md") };
        foreach (var page in pages)
        {
            var text = File.ReadAllText(Path.Combine(Root, page));
            Assert.All(Enum.GetNames<Core.Runs.Failures.FailureCategory>(), category =>
                Assert.Contains($"| {category} |", text, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void The_diagram_has_the_references_of_the_projects()
    {
        var diagram = File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));
        var arrows = Arrows().Matches(diagram).Select(match => $"{match.Groups[1].Value} -> {match.Groups[2].Value}");
        var references = from project in Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
                         from reference in References().Matches(File.ReadAllText(project))
                         select $"{Short(project)} -> {Short(reference.Groups[1].Value)}";

        Assert.Equal(references.Order(StringComparer.Ordinal), arrows.Order(StringComparer.Ordinal));
    }

    private static string Short(string project) =>
        Path.GetFileNameWithoutExtension(project.Replace('\\', '/')).Replace("GlacierBatch.", "", StringComparison.Ordinal);

    // An id follows a kind, opens a throwing method of the class's own, or stands beside PowerShell's category; or is a script's.
    [GeneratedRegex(
        """(?:ErrorKind\.\w+,|throw (?:Wrong|Refuse|Invalid)\(|\((?="\w+", ErrorCategory)|New-RunbookError)"""
        + """\s*["']([A-Z]\w+)["'](?=[, ])""")]
    private static partial Regex RaisedIds();

    // A command of ours, with its parameters, and with nothing to be filled in.
    [GeneratedRegex(@"^[A-Z][a-z]+-Glacier\w*( [^<]*)?$")]
    private static partial Regex Command();

    [GeneratedRegex(@"^\| ([A-Z]\w+) \|", RegexOptions.Multiline)]
    private static partial Regex ListedIds();

    [GeneratedRegex(@"^\s*(\w+)(?:\[[^\]]*\])? --> (\w+)", RegexOptions.Multiline)]
    private static partial Regex Arrows();

    [GeneratedRegex("""ProjectReference Include="([^"]+)""")]
    private static partial Regex References();
}
