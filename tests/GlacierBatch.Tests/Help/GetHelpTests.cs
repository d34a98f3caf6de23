using GlacierBatch.Help;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Help;

/// <summary>Get-Help as somebody meets it who has no network and no pwsh.</summary>
public sealed class GetHelpTests
{
    [Fact]
    public async Task Every_way_to_ask_is_answered_in_the_host()
    {
        using var host = new HostSession();

        Assert.Contains("Submits a run, and emits its jobs.", await host.RunAsync("Submit-GlacierJob -?"));
        Assert.Contains("Submits a run, and emits its jobs.", await host.RunAsync("Get-Help Submit-GlacierJob"));
        var full = await host.RunAsync("Get-Help Submit-GlacierJob -Full");
        Assert.Contains("-SkipCompleted", full);
        Assert.Contains(full, line => line.StartsWith("--- Example 1: ", StringComparison.Ordinal));
        Assert.Contains(await host.RunAsync("Get-Help Submit-GlacierJob -Examples"), line =>
            line.Contains("Wait-GlacierJob", StringComparison.Ordinal));
        Assert.Contains("-EndDate <DateOnly>", await host.RunAsync("Get-Help Submit-GlacierJob -Parameter EndDate"));
        Assert.Contains("about_GlacierBatch_Services", await host.RunAsync("Get-Help about_GlacierBatch_Services"));
    }

    [Fact]
    public void Every_command_and_parameter_has_the_text_of_its_page()
    {
        using var session = new ModuleSession();

        foreach (var page in HelpFolder.ReadCommands(HelpAgreementTests.Folder))
        {
            var synopsis = session.One("(Get-Help $args[0]).Synopsis", page.Name).ToString();
            var parameters = session.Run("Get-Help $args[0] -Parameter * | ForEach-Object { $_.name; $_.description[0].Text }", page.Name)
                .Select(text => text.ToString()).ToList();
            var examples = session.Run("(Get-Help $args[0] -Examples).examples.example | ForEach-Object code", page.Name);

            Assert.Equal(page.Synopsis, synopsis);
            Assert.Equal(page.Parameters.SelectMany(parameter => new[] { parameter.Name, parameter.Description[0] }), parameters);
            Assert.Equal(page.Examples.Select(example => example.Code), examples.Select(code => code.ToString()));
        }
    }

    [Fact]
    public void Topics_are_listed_with_their_short_descriptions()
    {
        using var session = new ModuleSession();

        var topics = session.Run("Get-Help about_GlacierBatch* | ForEach-Object { \"$($_.Name): $($_.Synopsis)\" }")
            .Select(topic => topic.ToString());

        Assert.Equal(
            HelpFolder.ReadTopics(HelpAgreementTests.Folder).Select(topic =>
                $"{topic.Name}: {topic.Sections[0].Paragraphs[0].Replace('\n', ' ')}").Order(StringComparer.Ordinal),
            topics.Order(StringComparer.Ordinal));
    }
}
