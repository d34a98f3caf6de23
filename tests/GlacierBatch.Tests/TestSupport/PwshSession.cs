using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// Scripts in processes of the real pwsh, which is a tool of the clone: without a profile, nobody at the console, in strict mode. Where
/// it is not restored, the test is skipped.
/// </summary>
internal sealed class PwshSession : IDisposable
{
    private static readonly Lazy<Task<bool>> IsThere = new(LookAsync);

    private readonly TemporaryFolder _folder = new();

    /// <summary>The variables of the next processes.</summary>
    public Dictionary<string, string?> Variables { get; }

    public PwshSession() => Variables = new()
    {
        ["GLACIERBATCH_HOME"] = Directory.CreateDirectory(_folder.File("home")).FullName,
        ["NO_COLOR"] = "1",
        ["COLUMNS"] = "100",
        ["POWERSHELL_TELEMETRY_OPTOUT"] = "1",
        ["POWERSHELL_UPDATECHECK"] = "Off",
        ["SAMPLE_SCENES"] = "1",
        ["SAMPLE_TEMPLATE_SECONDS"] = "0",
        ["SAMPLE_TEMPLATE_MIB"] = "1",
    };

    /// <summary>The folder that everything is in.</summary>
    public string Folder => _folder.Path;

    /// <summary>Runs a script that must end with 0 and without a word of error; <c>$manifest</c> is not imported yet.</summary>
    /// <returns>The lines that it wrote, without empty ones.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments)
    {
        var result = await TryAsync(script, arguments);
        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToList();
    }

    /// <summary>Runs a script, come what may.</summary>
    public async Task<HostResult> TryAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(await IsThere.Value, "pwsh is not restored (dotnet tool restore).");
        var path = _folder.File($"{Guid.NewGuid():N}.ps1");
        await File.WriteAllTextAsync(path, $"""
            $ErrorActionPreference = 'Stop'
            Set-StrictMode -Version Latest
            $manifest, $workload, $rest = $args
            {script}
            """, TestContext.Current.CancellationToken);
        return await RunAsync(["-File", path, ModuleSession.Manifest, ModuleSession.SampleWorkload, .. arguments], Variables);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<bool> LookAsync() =>
        (await RunAsync(["-Version"], new Dictionary<string, string?>())).ExitCode == 0;

    /// <summary>The tool is found by the folder that it is started in.</summary>
    private static async Task<HostResult> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> variables)
    {
        await using var process = HostProcess.StartProgram(
            "dotnet", ["pwsh", "-NoProfile", "-NonInteractive", .. arguments], variables, RepositoryRoot.Path, input: "");
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
