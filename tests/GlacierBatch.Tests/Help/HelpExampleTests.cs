using GlacierBatch.Help;
using GlacierBatch.Help.Pages;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Help;

/// <summary>What help tells people to type, typed.</summary>
public sealed class HelpExampleTests
{
    [Fact]
    public void Examples_name_only_commands_and_parameters_that_there_are()
    {
        using var session = new ModuleSession();
        var check = new ScriptCheck(session);

        var problems = HelpFolder.ReadCommands(HelpAgreementTests.Folder).SelectMany(page => page.Examples.SelectMany(example =>
            check.Problems(example.Code).Select(problem => $"{page.Name}.md({example.Line}): {problem}")));

        Assert.Empty(problems);
    }

    [Fact]
    public void Each_example_is_of_its_own_command_and_fits_a_console()
    {
        foreach (var page in HelpFolder.ReadCommands(HelpAgreementTests.Folder))
        {
            Assert.Contains(page.Examples, example => example.Code.Contains(page.Name, StringComparison.Ordinal));
            Assert.All(page.Examples.SelectMany(example => example.Code.Split('\n')), line => Assert.True(line.Length <= 96, line));
        }

        // Topics are written into text files, commands eight columns in; a console has a hundred.
        var commands = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "en-US"), "about_*.txt").SelectMany(File.ReadLines)
            .Where(line => line.StartsWith("        ", StringComparison.Ordinal)).ToList();
        Assert.True(commands.Count >= 30, $"Only {commands.Count} lines of commands.");
        Assert.All(commands, line => Assert.True(line.Length <= 100, line));
    }

    /// <summary>
    /// One process, one environment, two small runs: one that succeeded, and one with a failure. Examples that need AWS are left out, and
    /// in the bare engine those that need more cmdlets than it has; pwsh runs them all.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Examples_run_on_the_local_service(bool isPwsh)
    {
        using var session = new ModuleSession();
        var check = new ScriptCheck(session);
        var examples = HelpFolder.ReadCommands(HelpAgreementTests.Folder)
            .SelectMany(page => page.Examples, (page, example) => (page.Name, example))
            .Where(each => each.example.IsOffline && (isPwsh || check.RunsHere(each.example.Code))).ToList();
        using var host = new HostSession();
        using var pwsh = new PwshSession();

        var script = $$"""
            $null = New-GlacierBatchEnvironment demo -Workload $workload -MemoryMiB 512
            $window = @{ StartDate = '2025-08-01'; EndDate = '2025-08-06' }
            $null = Get-GlacierRegion -Index 0:2 | Submit-GlacierJob -Satellite sentinel2 @window -RunName august | Wait-GlacierJob
            $env:SAMPLE_FAULT = 'exit-1'
            $null = Submit-GlacierJob 134_Arsuk -Satellite landsat @window -RunName july | Wait-GlacierJob
            $env:SAMPLE_FAULT = $null
            {{string.Join('\n', examples.Select(each => Attempt(each.Name, each.example)))}}
            """;
        var lines = isPwsh
            ? await pwsh.RunAsync($"Import-Module $manifest\nSet-Location '{pwsh.Folder}'\n{script}")
            : await host.RunAsync(script);

        Assert.True(examples.Count >= 40, $"Only {examples.Count} examples run here.");
        Assert.DoesNotContain(lines, line => line.StartsWith("FAILED ", StringComparison.Ordinal));
        Assert.Equal(examples.Count, lines.Count(line => line.StartsWith("ran ", StringComparison.Ordinal)));
    }

    private static string Attempt(string command, CommandExample example) => $$"""
        try {
            $null = . {
                {{example.Code}}
            }
            'ran {{command}} line {{example.Line}}'
        }
        catch { "FAILED {{command}}.md({{example.Line}}): $_" }
        """;
}
