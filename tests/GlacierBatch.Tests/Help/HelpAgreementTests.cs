using System.Management.Automation;
using GlacierBatch.Core.Runs;
using GlacierBatch.Help;
using GlacierBatch.Help.Pages;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Help;

/// <summary>
/// The commands and the pages about them, compared both ways. A failure prints what the page should say; set GLACIERBATCH_MEND_HELP=1 to
/// have the mechanical parts written.
/// </summary>
public sealed class HelpAgreementTests
{
    private const string MendVariable = "GLACIERBATCH_MEND_HELP";

    /// <summary>The pages.</summary>
    internal static string Folder { get; } = Path.Combine(RepositoryRoot.Path, "docs", "en-US");

    [Fact]
    public void Every_command_has_a_page_and_every_page_a_command()
    {
        using var session = new ModuleSession();

        var commands = Commands(session).Select(command => command.Name).Order(StringComparer.Ordinal);
        var pages = Directory.EnumerateFiles(Folder, "*-*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);

        Assert.Equal(commands, pages!);
    }

    [Fact]
    public void Names_help_files_and_metadata_are_those_of_the_command()
    {
        using var session = new ModuleSession();
        var commands = Commands(session).ToDictionary(command => command.Name);

        foreach (var page in HelpFolder.ReadCommands(Folder))
        {
            var command = commands[page.Name];
            var expected = command is CmdletInfo cmdlet ? Path.GetFileName(cmdlet.HelpFile) : "GlacierBatch-help.xml";
            Assert.Equal(expected, page.HelpFile);
            Assert.Equal(page.Name, page.Metadata["title"]);
            Assert.Equal("GlacierBatch", page.Metadata["Module Name"]);
            Assert.Equal("2024-05-01", page.Metadata["PlatyPS schema version"]);
            Assert.Equal("cmdlet", page.Metadata["document type"]);
            Assert.True(File.Exists(Path.Combine(RepositoryRoot.Path, "en-US", page.HelpFile)), page.HelpFile);
        }
    }

    [Fact]
    public void Parameters_and_syntax_are_those_of_the_command()
    {
        using var session = new ModuleSession();
        var commands = Commands(session).ToDictionary(command => command.Name);
        var mends = new List<string>();

        foreach (var page in HelpFolder.ReadCommands(Folder)) mends.AddRange(Compare(page, new CommandSurface(commands[page.Name])));

        Assert.True(mends.Count == 0, string.Join("\n\n", mends));
    }

    [Fact]
    public void Outputs_are_those_of_the_command()
    {
        using var session = new ModuleSession();
        var commands = Commands(session).ToDictionary(command => command.Name);

        foreach (var page in HelpFolder.ReadCommands(Folder))
        {
            IEnumerable<string> types = commands[page.Name].OutputType.Select(type => type.Name);
            Assert.Equal(types.DefaultIfEmpty("None").Order(), page.Outputs.Select(type => type.TypeName).Order());
        }
    }

    [Fact]
    public void Inputs_are_types_that_there_are_and_none_where_nothing_is_taken()
    {
        using var session = new ModuleSession();
        var commands = Commands(session).ToDictionary(command => command.Name);

        foreach (var page in HelpFolder.ReadCommands(Folder))
        {
            var takes = commands[page.Name].Parameters.Values.SelectMany(parameter => parameter.ParameterSets.Values)
                .Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName);
            Assert.Equal(takes, page.Inputs.All(input => input.TypeName != "None"));
            Assert.All(page.Inputs.Where(_ => takes), input => Assert.True(
                (typeof(GlacierRun).Assembly.GetType(input.TypeName) ?? Type.GetType(input.TypeName)) is not null,
                $"{page.Name}: {input.TypeName}"));
            Assert.All(page.Inputs.Concat(page.Outputs).SelectMany(type => type.Description), text => Assert.EndsWith(".", text));
        }
    }

    [Fact]
    public void Nothing_is_left_out()
    {
        foreach (var page in HelpFolder.ReadCommands(Folder))
        {
            Assert.True(page.Synopsis.Length is > 10 and <= 100 && page.Synopsis.EndsWith('.'), $"{page.Name}: {page.Synopsis}");
            Assert.NotEmpty(page.Description);
            Assert.True(page.Examples.Count >= 2, $"{page.Name} has fewer than two examples.");
            Assert.NotEmpty(page.Inputs);
            Assert.NotEmpty(page.Links);
            Assert.All(page.Parameters, parameter => Assert.True(parameter.Description.Count > 0, $"{page.Name} -{parameter.Name}"));
            Assert.All(page.Outputs.Concat(page.Inputs), type => Assert.True(type.Description.Count > 0, $"{page.Name}: {type.TypeName}"));
            Assert.DoesNotContain("{{", File.ReadAllText(PathOf(page)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Links_lead_to_pages_that_are_there()
    {
        foreach (var page in HelpFolder.ReadCommands(Folder))
        {
            Assert.All(page.Links, link => Assert.True(
                File.Exists(Path.Combine(Folder, link.Address)) && Path.GetFileNameWithoutExtension(link.Address) == link.Text,
                $"{page.Name}: [{link.Text}]({link.Address})"));
        }
    }

    private static IEnumerable<CommandInfo> Commands(ModuleSession session) =>
        session.Run("Get-Command -Module GlacierBatch").Select(command => (CommandInfo)command.BaseObject);

    private static string PathOf(CommandPage page) => Path.Combine(Folder, page.Name + ".md");

    private static IEnumerable<string> Compare(CommandPage page, CommandSurface surface)
    {
        var parameters = page.Parameters.ToDictionary(parameter => parameter.Name);
        var names = surface.Parameters.Select(parameter => parameter.Name).ToHashSet();
        foreach (var more in parameters.Keys.Except(names)) yield return $"{page.Name} has no parameter -{more} any more.";
        foreach (var parameter in surface.Parameters)
        {
            if (!parameters.TryGetValue(parameter.Name, out var described))
            {
                yield return $"{page.Name}.md lacks:\n### -{parameter.Name}\n\n...\n\n```yaml\n{CommandSurface.Facts(parameter, "")}\n```";
                continue;
            }

            var facts = CommandSurface.Facts(parameter, described.DefaultValue);
            if (described.Facts == facts) continue;
            Mend(page, $"### -{parameter.Name}\n", described.Facts, facts);
            yield return $"{page.Name}.md -{parameter.Name} should say:\n{facts}\nand says:\n{described.Facts}";
        }

        var expected = surface.Syntax.OrderBy(syntax => syntax.ParameterSet, StringComparer.Ordinal).ToList();
        var written = page.Syntax.OrderBy(syntax => syntax.ParameterSet, StringComparer.Ordinal).ToList();
        if (expected.SequenceEqual(written)) yield break;
        foreach (var (now, old) in expected.Zip(written)) Mend(page, $"### {old.ParameterSet}", old.Text, now.Text);
        yield return $"{page.Name}.md, SYNTAX should say:\n" + string.Join(
            "\n\n", expected.Select(syntax => $"### {syntax.ParameterSet}{(syntax.IsDefault ? " (Default)" : "")}\n\n{syntax.Text}"));
    }

    private static void Mend(CommandPage page, string heading, string written, string expected)
    {
        if (Environment.GetEnvironmentVariable(MendVariable) is not "1") return;
        var text = File.ReadAllText(PathOf(page));
        var place = text.IndexOf(written, text.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(PathOf(page), text[..place] + expected + text[(place + written.Length)..]);
    }
}
