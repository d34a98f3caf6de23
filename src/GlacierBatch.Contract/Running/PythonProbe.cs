using System.Collections.Concurrent;
using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Asks an interpreter something in a line or two. By our own runner and never by .NET's Process: once that was used, .NET reaps every
/// child of a container's first process, and the script's exit code with it.
/// </summary>
internal static class PythonProbe
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>Runs a few lines of Python.</summary>
    /// <param name="python">The interpreter: a path, or a name on PATH.</param>
    /// <param name="options">The interpreter's own.</param>
    /// <param name="code">The lines.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code, and what it printed.</returns>
    /// <exception cref="IOException">It could not be started.</exception>
    public static async Task<(int ExitCode, IReadOnlyList<string> Lines)> RunAsync(
        string python, IReadOnlyList<string> options, string code, CancellationToken cancellationToken)
    {
        var lines = new ConcurrentQueue<string>();
        var request = new ProcessRequest
        {
            FileName = python,
            Arguments = [.. options, "-c", code],
            WorkingDirectory = Environment.CurrentDirectory,
            Environment = new Dictionary<string, string?>(),
            Timeout = Limit,
            GracePeriod = TimeSpan.Zero,
            Mark = Guid.NewGuid().ToString("N"),
        };
        var outcome = await new ProcessRunner(TimeProvider.System).RunAsync(
            request,
            _ => { },
            line =>
            {
                if (!line.IsError) lines.Enqueue(line.Text.Trim());
            },
            cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return (outcome.ExitCode, [.. lines]);
    }
}
