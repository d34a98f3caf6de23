namespace GlacierBatch.Contract.Running;

/// <summary>
/// Finds the Python interpreter. It asks the one on PATH for its own executable: a version manager's shim costs more at every
/// start than many a task takes.
/// </summary>
public static class PythonLocator
{
    /// <summary>The environment variable that names the interpreter to use.</summary>
    public const string Variable = "GLACIERBATCH_PYTHON";

    private const string Probe = "import sys; print(sys.executable); print('.'.join(map(str, sys.version_info[:3])))";

    /// <summary>The names that are tried, in order.</summary>
    public static IReadOnlyList<string> Candidates { get; } =
        OperatingSystem.IsWindows() ? ["python", "python3", "py"] : ["python3", "python"];

    /// <summary>Finds an interpreter of version 3.</summary>
    /// <param name="preferred">A path or name to use instead of those on PATH, or null.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <exception cref="FileNotFoundException">None was found; the message says which names were tried.</exception>
    public static async Task<PythonInterpreter> FindAsync(string? preferred, CancellationToken cancellationToken)
    {
        preferred ??= Environment.GetEnvironmentVariable(Variable);
        var names = string.IsNullOrWhiteSpace(preferred) ? Candidates : [preferred];
        foreach (var name in names)
        {
            if (await ProbeAsync(name, cancellationToken) is { } found) return found;
        }

        throw new FileNotFoundException(
            $"No Python 3 was found: tried {string.Join(", ", names)}. Install Python 3, or set {Variable} to its path.");
    }

    private static async Task<PythonInterpreter?> ProbeAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            // Without its packages, which need not be found to know where and which it is, and may take several times as long.
            var (exitCode, lines) = await PythonProbe.RunAsync(name, ["-S"], Probe, cancellationToken);
            return exitCode == 0 && lines is [{ Length: > 0 } path, { Length: > 0 } version, ..] && version[0] == '3'
                ? new PythonInterpreter(path, version)
                : null;
        }
        catch (IOException)
        {
            return null; // No such program, or none that can be started: the next name.
        }
    }
}
