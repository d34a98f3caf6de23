using Xunit;

namespace GlacierBatch.Tests.Host;

/// <summary>What follows -File and -Command reaches the script as pwsh would hand it on.</summary>
public sealed class HostArgumentTests(TemporaryModule module) : IClassFixture<TemporaryModule>
{
    private const string Show = """
        param([string] $Name, [switch] $Force, [int] $Count = 1, [Parameter(ValueFromRemainingArguments)] $Rest)
        "$Name|$Force|$($Count + 1)|$($Rest -join ',')"
        """;

    [Theory]
    [InlineData("a b|True|3|", "-Name", "a b", "-Force", "-Count", "2")]
    [InlineData("Qaanaaq Å ☃|False|2|", "-Name:Qaanaaq Å ☃")]
    [InlineData("x|False|2|", "-Force:$false", "-Name", "x")]
    [InlineData("x|True|6|y z,", "x", "-Force:$true", "-Count:", "5", "y z", "")]
    [InlineData("$HOME; 'q\"|False|2|", "$HOME; 'q\"")]
    public async Task Words_after_the_script_bind_to_its_parameters(string expected, params string[] words)
    {
        var result = await module.RunAsync(["-File", module.Write("show.ps1", Show), .. words]);

        Assert.Equal(expected, result.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task Without_param_they_are_in_args()
    {
        module.Write("args.ps1", "$args -join '|'");

        var result = await module.RunAsync("args.ps1", "one", "-two", "three four");

        Assert.Equal("one|-two|three four", result.Output.Split('\n')[0]);
    }

    [Fact]
    public async Task The_script_knows_its_folder_and_runs_where_the_user_stands()
    {
        Directory.CreateDirectory(Path.Combine(module.Folder, "sub"));
        module.Write("sub/where.ps1", "$PSScriptRoot; \"$PWD\"; $MyInvocation.MyCommand.Path; $PSCulture");

        var result = await module.RunAsync("-File", "sub/where.ps1");

        Assert.Equal(
            [Path.Combine(module.Folder, "sub"), module.Folder, Path.Combine(module.Folder, "sub", "where.ps1"), "en-US"],
            result.Output.Split('\n')[..4]);
    }

    [Fact]
    public async Task The_words_of_a_command_are_one_text()
    {
        var result = await module.RunAsync("-Command", "1", "+", "2");

        Assert.Equal("3", result.Output.Split('\n')[0]);
    }
}
