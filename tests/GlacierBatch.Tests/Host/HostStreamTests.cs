using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Host;

/// <summary>Where objects, errors, warnings, progress and verbose text come out of the host.</summary>
public sealed class HostStreamTests(TemporaryModule module) : IClassFixture<TemporaryModule>
{
    [Fact]
    public async Task Objects_show_in_the_table_of_the_modules_format()
    {
        var result = await module.RunAsync("-c", "Get-Thing");

        Assert.Equal(["Where  Status", "-----  ------", "first  RUNNING", "second RUNNING"], Lines(result.Output)[..4]);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    [Theory]
    [InlineData("Get-Thing; No-SuchCommand; exit 3", 3)]
    [InlineData("Get-Thing; No-SuchCommand; throw 'bang'", 1)]
    public async Task A_table_and_an_error_before_the_scripts_sudden_end_are_not_lost(string script, int exitCode)
    {
        var result = await module.RunAsync("-File", module.Write("sudden.ps1", script));

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains("second RUNNING", result.Output);
        Assert.Contains("'No-SuchCommand' is not recognized", result.Error);
    }

    [Fact]
    public async Task Each_stream_has_its_place_and_its_word()
    {
        var result = await module.RunAsync("-c", "Write-Streams -Verbose -InformationAction Continue");

        Assert.Equal(["WARNING: of the weather", "VERBOSE: decided", "to know", "module removed"], Lines(result.Output));
        Assert.Equal("Write-Streams: it failed", result.Error.Trim());
    }

    [Fact]
    public async Task An_error_names_its_script_and_line()
    {
        var script = module.Write("throws.ps1", "'before'\nthrow 'bang'\n'after'");

        var result = await module.RunAsync("-File", script);

        Assert.Equal(["before", "module removed"], Lines(result.Output));
        Assert.Contains($"{script}:2", result.Error);
        Assert.Contains("bang", result.Error);
    }

    [Fact]
    public async Task A_parse_error_is_told_on_standard_error()
    {
        var result = await module.RunAsync("-c", "if (");

        Assert.Contains("Missing condition in if statement", result.Error);
    }

    [Fact]
    public async Task A_question_nobody_can_answer_is_an_error_that_says_how_to_do_without()
    {
        var result = await module.RunAsync("-c", "Remove-Thing x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("-Confirm:$false or -Force", result.Error);
        Assert.DoesNotContain("removed x", result.Output);
        Assert.Contains("removed x", (await module.RunAsync("-c", "Remove-Thing x -Confirm:$false")).Output);
    }

    [Fact]
    public async Task Redirected_output_has_120_columns_unless_COLUMNS_says_otherwise()
    {
        var environment = new Dictionary<string, string?>(module.Environment) { ["COLUMNS"] = "61" };

        var usual = await module.RunAsync("-c", "$Host.UI.RawUI.BufferSize.Width");
        var set = await HostProcess.RunAsync(
            ["-c", "$Host.UI.RawUI.BufferSize.Width"], environment, null, TestContext.Current.CancellationToken);

        Assert.Equal("120", Lines(usual.Output)[0]);
        Assert.Equal("61", Lines(set.Output)[0]);
    }

    [Fact]
    public async Task On_a_terminal_it_shows_progress_and_asks()
    {
        RequireScript();
        await using var host = HostProcess.StartOnTerminal(["-c", "Write-Streams; Remove-Thing x"], module.Environment, "?\ny\n");

        var result = await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("Melting: half 50 %, 00:01:30 left", result.Output);
        Assert.Contains("[Y] Yes  [A] Yes to All  [N] No  [L] No to All", result.Output);
        Assert.Contains("N - Skip this operation", result.Output);
        Assert.Contains("removed x", result.Output);
        Assert.Contains("\u001b[33;1mWARNING", result.Output);
    }

    [Fact]
    public async Task NO_COLOR_is_honoured_on_a_terminal()
    {
        RequireScript();
        var environment = new Dictionary<string, string?>(module.Environment) { ["NO_COLOR"] = "1" };
        await using var host = HostProcess.StartOnTerminal(["-c", "Write-Streams; Remove-Thing x"], environment, "n\n");

        var result = await host.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Contains("WARNING: of the weather", result.Output);
        Assert.DoesNotContain("\u001b[33", result.Output);
        Assert.DoesNotContain("\u001b[31", result.Output);
        Assert.DoesNotContain("removed x", result.Output);
    }

    private static void RequireScript()
    {
        var there = OperatingSystem.IsLinux() && File.Exists("/usr/bin/script");
        if (!there) Assert.Skip("'script' of util-linux, which makes a terminal, is not there");
    }

    private static string[] Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
