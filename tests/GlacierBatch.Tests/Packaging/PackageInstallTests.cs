using GlacierBatch.Tests.Docs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Packaging;

/// <summary>
/// The package as a newcomer has it: CONTRIBUTING's lines typed in pwsh, in an empty folder that has spaces and umlauts in its name, while
/// an empty disk hides the clone from the session.
/// </summary>
public sealed class PackageInstallTests : IDisposable
{
    private static readonly string Root = RepositoryRoot.Path;

    private readonly TemporaryFolder _folder = new();

    private string Place => _folder.File("Größe und Maß");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Installed_with_the_clone_gone_it_runs_its_quickstart_and_gives_help()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root on Linux can hide the clone");
        var package = "artifacts/package/" + Path.GetFileName(PackageTests.Find());
        LayOut(package, "scripts/install-package.ps1", ".config/dotnet-tools.json");
        var typed = Pages.Blocks("CONTRIBUTING.md", "powershell")
            .Single(text => text.Contains("install-package", StringComparison.Ordinal)).Split('\n')
            .Where(line => !line.StartsWith("./build.ps1", StringComparison.Ordinal)
                && !line.StartsWith("./scripts/package.ps1", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, typed.Count);

        var result = await TypeAsync($$"""
            $ErrorActionPreference = 'Stop'
            Set-StrictMode -Version Latest
            if (Get-ChildItem '{{Root}}') { throw 'The clone is there.' }
            {{string.Join('\n', typed)}}
            Import-Module ./installed/GlacierBatch
            "commands $(@(Get-Command -Module GlacierBatch).Count)"
            $help = @(Get-Command -Module GlacierBatch | ForEach-Object { Get-Help $_.Name -Full })
            "helped $(@($help | Where-Object { @($_.examples.example).Count -ge 2 -and $_.Synopsis }).Count)"
            "topic $((Get-Help about_GlacierBatch_Services | Out-String).Contains('SHORT DESCRIPTION'))"
            foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
                if ($assembly.FullName -like 'GlacierBatch*' -or $assembly.FullName -like '*Sqlite*') { "loaded $($assembly.Location)" }
            }
            """);

        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        var lines = result.Output.Split('\n');
        Assert.Contains(lines, line => line.StartsWith("7 of 7 regions passed.", StringComparison.Ordinal));
        var commands = Assert.Single(lines, line => line.StartsWith("commands ", StringComparison.Ordinal))["commands ".Length..];
        Assert.Contains($"helped {commands}", lines);
        Assert.Contains("topic True", lines);
        var installed = Path.Combine(Place, "installed", "GlacierBatch") + Path.DirectorySeparatorChar;
        var loaded = lines.Where(line => line.StartsWith("loaded ", StringComparison.Ordinal)).ToList();
        Assert.Contains(loaded, line => line.EndsWith("GlacierBatch.Core.dll", StringComparison.Ordinal));
        Assert.All(loaded, line => Assert.StartsWith(installed, line["loaded ".Length..], StringComparison.Ordinal));
    }

    private void LayOut(params ReadOnlySpan<string> files)
    {
        foreach (var file in files)
        {
            var copy = Path.Combine(Place, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(Root, file), copy);
        }
    }

    /// <summary>What is mounted is seen by this session alone, and goes with it.</summary>
    private async Task<HostResult> TypeAsync(string script)
    {
        await File.WriteAllTextAsync(Path.Combine(Place, "typed.ps1"), script, TestContext.Current.CancellationToken);
        var variables = new Dictionary<string, string?>
        {
            ["GLACIERBATCH_HOME"] = null, ["HIDDEN"] = Root, ["NO_COLOR"] = "1", ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
            ["POWERSHELL_UPDATECHECK"] = "Off",
        };
        await using var process = HostProcess.StartProgram("unshare",
            ["--mount", "sh", "-c",
             "mount -t tmpfs tmpfs \"$HIDDEN\" || exit 77; exec dotnet pwsh -NoProfile -NonInteractive -File typed.ps1"],
            variables, Place, input: "");
        var result = await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipWhen(result.ExitCode == 77 || result.Error.Contains("unshare", StringComparison.Ordinal),
            $"the clone cannot be hidden here: {result.Error}");
        return result;
    }
}
