using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Scripts in real processes, with a data folder and environment variables of their own.</summary>
internal abstract class ScriptSession : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>The variables of the next processes.</summary>
    public Dictionary<string, string?> Variables { get; }

    protected ScriptSession() => Variables = new()
    {
        ["GLACIERBATCH_HOME"] = Directory.CreateDirectory(_folder.File("home")).FullName,
        ["SAMPLE_SCENES"] = "1",
        ["SAMPLE_TEMPLATE_SECONDS"] = "0",
        ["SAMPLE_TEMPLATE_MIB"] = "1",
    };

    /// <summary>The folder that everything is in.</summary>
    public string Folder => _folder.Path;

    /// <summary>Runs a script that must end with 0 and without a word of error.</summary>
    /// <returns>The lines that it wrote, without empty ones.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string script, params string[] arguments)
    {
        var result = await TryAsync(script, arguments);
        Assert.True(result is { ExitCode: 0, Error: "" }, $"exit {result.ExitCode}\n{result.Output}\n{result.Error}");
        return [.. result.Output.Split('\n').Select(Trimmed).Where(line => line.Length > 0)];
    }

    /// <summary>Runs a script, come what may.</summary>
    public abstract Task<HostResult> TryAsync(string script, params string[] arguments);

    public void Dispose() => _folder.Dispose();

    /// <summary>A line without the space around it.</summary>
    protected virtual string Trimmed(string line) => line.Trim();

    /// <summary>A script as a file, in strict mode, which stops at the first error.</summary>
    /// <param name="parameters">The variables that take its arguments.</param>
    /// <param name="script">What it does.</param>
    protected string Write(string parameters, string script)
    {
        var path = _folder.File($"{Guid.NewGuid():N}.ps1");
        File.WriteAllText(path, $"""
            $ErrorActionPreference = 'Stop'
            Set-StrictMode -Version Latest
            {parameters} = $args
            {script}
            """);
        return path;
    }
}
