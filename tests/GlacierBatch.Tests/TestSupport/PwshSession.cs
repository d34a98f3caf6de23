using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// Scripts in processes of the real pwsh, which is a tool of the clone: without a profile, nobody at the console. <c>$manifest</c> is not
/// imported yet, <c>$workload</c> is the sample. Where pwsh is not restored, the test is skipped.
/// </summary>
internal sealed class PwshSession : ScriptSession
{
    private static readonly Lazy<Task<bool>> IsThere = new(LookAsync);

    /// <summary>The module of Pester that the suites run on.</summary>
    public static string Pester { get; } = Path.Combine(AppContext.BaseDirectory, "pester", "Pester.psd1");

    public PwshSession()
    {
        Variables["NO_COLOR"] = "1";
        Variables["COLUMNS"] = "100";
        Variables["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        Variables["POWERSHELL_UPDATECHECK"] = "Off";
    }

    /// <inheritdoc/>
    public override async Task<HostResult> TryAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(await IsThere.Value, "pwsh is not restored (dotnet tool restore).");
        var path = Write("$manifest, $workload, $rest", script);
        return await StartAsync(["-File", path, ModuleSession.Manifest, ModuleSession.SampleWorkload, .. arguments], Variables);
    }

    /// <summary>Views are measured as they stand on the screen.</summary>
    protected override string Trimmed(string line) => line.TrimEnd();

    private static async Task<bool> LookAsync() =>
        (await StartAsync(["-Version"], new Dictionary<string, string?>())).ExitCode == 0;

    /// <summary>The tool is found by the folder that it is started in.</summary>
    private static async Task<HostResult> StartAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> variables)
    {
        await using var process = HostProcess.StartProgram(
            "dotnet", ["pwsh", "-NoProfile", "-NonInteractive", .. arguments], variables, RepositoryRoot.Path, input: "");
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }
}
