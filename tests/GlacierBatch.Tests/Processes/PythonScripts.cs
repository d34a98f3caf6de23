using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using GlacierBatch.Contract.Processes;
using Xunit;

namespace GlacierBatch.Tests.Processes;

/// <summary>A folder for scripts, and the interpreter itself instead of whatever launcher is called python3.</summary>
public sealed class PythonScripts : IDisposable
{
    private static readonly Lazy<string?> Interpreter = new(FindInterpreter);

    /// <summary>A clock that real time drives, but whose limits no test reaches unless it means to.</summary>
    internal static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    public string Folder { get; } = Directory.CreateTempSubdirectory("glacierbatch-processes-").FullName;

    /// <summary>The interpreter's path; skips the test where there is none.</summary>
    public static string Python
    {
        get
        {
            if (Interpreter.Value is null) Assert.Skip("there is no python3 on this machine");
            return Interpreter.Value;
        }
    }

    public static string NewMark() => $"test-{Guid.NewGuid():N}";

    /// <summary>A request that runs a script, with limits that are far away.</summary>
    public ProcessRequest Request(string script, params string[] arguments)
    {
        var path = Path.Combine(Folder, $"{Guid.NewGuid():N}.py");
        File.WriteAllText(path, script);
        return new ProcessRequest
        {
            FileName = Python,
            Arguments = ["-u", path, .. arguments],
            WorkingDirectory = Folder,
            Environment = new Dictionary<string, string?> { ["PYTHONIOENCODING"] = "utf-8" },
            Timeout = Long,
            Mark = NewMark(),
        };
    }

    /// <summary>Runs a script to its end.</summary>
    public static async Task<(ProcessOutcome Outcome, IReadOnlyList<OutputLine> Lines)> RunAsync(
        ProcessRequest request, TimeProvider? time = null, Action<string>? seen = null, CancellationToken stop = default)
    {
        var lines = new ConcurrentQueue<OutputLine>();
        var outcome = await new ProcessRunner(time ?? TimeProvider.System).RunAsync(
            request,
            _ => { },
            line =>
            {
                lines.Enqueue(line);
                seen?.Invoke(line.Text);
            },
            stop);
        return (outcome, [.. lines]);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string? FindInterpreter()
    {
        try
        {
            var start = new ProcessStartInfo("python3") { RedirectStandardOutput = true };
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add("import sys;print(sys.executable)");
            using var process = Process.Start(start);
            var path = process?.StandardOutput.ReadToEnd().Trim();
            return File.Exists(path) ? path : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
