using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Scripts in real processes of the host, with a data folder and environment variables of their own.</summary>
internal sealed class HostSession : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The variables of the next processes.</summary>
    public Dictionary<string, string?> Variables { get; }

    public HostSession() => Variables = new()
    {
        ["GLACIERBATCH_HOME"] = Directory.CreateDirectory(_folder.File("home")).FullName,
        ["SAMPLE_SCENES"] = "1",
        ["SAMPLE_TEMPLATE_SECONDS"] = "0",
        ["SAMPLE_TEMPLATE_MIB"] = "1",
    };

    /// <summary>The folder that everything is in.</summary>
    public string Folder => _folder.Path;

    /// <summary>Runs a script that must end with 0 and without a word of error; <c>$workload</c> is the sample.</summary>
    /// <returns>The lines that it wrote, without empty ones.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments)
    {
        var result = await TryAsync(script, arguments);
        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    /// <summary>Runs a script, come what may.</summary>
    public async Task<HostResult> TryAsync(string script, params string[] arguments)
    {
        await using var process = Start(script, arguments);
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts a script, for a test that does something to it meanwhile.</summary>
    public HostProcess Start(string script, params string[] arguments)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.ps1");
        File.WriteAllText(path, $"""
            $ErrorActionPreference = 'Stop'
            Set-StrictMode -Version Latest
            $workload, $rest = $args
            {script}
            """);
        return HostProcess.Start(["-File", path, ModuleSession.SampleWorkload, .. arguments], Variables, Folder);
    }

    public void Dispose() => _folder.Dispose();
}
