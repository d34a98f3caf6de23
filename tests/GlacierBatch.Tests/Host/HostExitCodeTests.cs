using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Host;

/// <summary>The host ends with the code that pwsh would end with.</summary>
public sealed class HostExitCodeTests(TemporaryModule module) : IClassFixture<TemporaryModule>
{
    [Theory]
    [InlineData("'done'", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("function Stop-All { exit 9 }; Stop-All; 'never'", 9)]
    [InlineData("throw 'bang'", 1)]
    [InlineData("if (", 1)]
    [InlineData("No-SuchCommand", 0)]
    [InlineData("No-SuchCommand; exit 0", 0)]
    [InlineData("$ErrorActionPreference = 'Stop'; No-SuchCommand", 1)]
    [InlineData("dotnet no-such-verb; 'later'", 0)]
    [InlineData("dotnet no-such-verb", 0)]
    public async Task A_file_ends_as_it_would_in_pwsh(string script, int expected)
    {
        var result = await module.RunAsync("-NoProfile", "-NonInteractive", "-NoLogo", "-File", module.Write("exit.ps1", script));

        Assert.Equal(expected, result.ExitCode);
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("throw 'bang'", 1)]
    [InlineData("if (", 1)]
    [InlineData("'fine'; No-SuchCommand", 1)]
    [InlineData("No-SuchCommand; 'fine'", 0)]
    [InlineData("dotnet no-such-verb", 1)]
    public async Task A_command_ends_as_it_would_in_pwsh(string command, int expected)
    {
        var result = await module.RunAsync("-c", command);

        Assert.Equal(expected, result.ExitCode);
    }

    [Fact]
    public async Task A_missing_script_is_a_wrong_command_line()
    {
        var result = await module.RunAsync("-File", "nowhere.ps1");

        Assert.Equal(64, result.ExitCode);
        Assert.Equal("There is no script 'nowhere.ps1'; check the path given to -File.", result.Error.TrimEnd());
    }

    [Theory]
    [InlineData("-Colour")]
    [InlineData("-File")]
    [InlineData("-Command")]
    [InlineData("-NoProfile")]
    public async Task A_wrong_command_line_is_told_in_one_sentence(params string[] arguments)
    {
        var result = await module.RunAsync(arguments);

        Assert.Equal(64, result.ExitCode);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Without_a_module_it_says_so_and_ends_1()
    {
        var environment = new Dictionary<string, string?> { ["GLACIERBATCH_MODULE"] = Path.Combine(module.Folder, "none.psd1") };

        var result = await HostProcess.RunAsync(["-c", "1"], environment, null, TestContext.Current.CancellationToken);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("GLACIERBATCH_MODULE names", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("-Version", "PowerShell 7.6")]
    [InlineData("-Help", "-File <script>")]
    public async Task Version_and_help_need_no_module(string option, string expected)
    {
        var environment = new Dictionary<string, string?> { ["GLACIERBATCH_MODULE"] = "none.psd1" };

        var result = await HostProcess.RunAsync([option], environment, null, TestContext.Current.CancellationToken);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains(expected, result.Output);
    }

    [Fact]
    public async Task A_native_commands_exit_code_is_the_scripts_to_read_and_not_the_hosts()
    {
        var result = await module.RunAsync("-f", module.Write("native.ps1", "dotnet no-such-verb *> $null; $LASTEXITCODE -ne 0"));

        Assert.Contains("True", result.Output);
        Assert.Equal(0, result.ExitCode);
    }
}
