using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>The built host as a process of its own, with no one at its standard input.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    public const int Interrupt = 2;
    public const int Terminate = 15;

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task<string> _output;
    private readonly Task<string> _error;

    private HostProcess(Process process)
    {
        _process = process;
        _output = ReadLinesAsync(process.StandardOutput, _lines.Writer);
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>The host of the same configuration as these tests.</summary>
    public static string Assembly
    {
        get
        {
            var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(RepositoryRoot.Path, "artifacts", "bin", "GlacierBatch.Host", configuration, "GlacierBatch.Host.dll");
        }
    }

    /// <summary>Runs the host to its end.</summary>
    /// <param name="arguments">Its command line, word by word.</param>
    /// <param name="environment">Variables to set; null removes one.</param>
    /// <param name="folder">The folder to start it in; null is that of the tests.</param>
    /// <param name="cancellationToken">Kills it.</param>
    public static async Task<HostResult> RunAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? folder = null,
        CancellationToken cancellationToken = default)
    {
        await using var host = Start(arguments, environment, folder);
        return await host.WaitForExitAsync(cancellationToken);
    }

    /// <summary>Starts the host; disposing of it kills what is left of it.</summary>
    public static HostProcess Start(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string? folder = null) =>
        StartProgram("dotnet", [Assembly, .. arguments], environment, folder, input: "");

    /// <summary>Starts the host on a terminal of its own, where these keys are typed; its output and errors both come as output.</summary>
    public static HostProcess StartOnTerminal(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment, string keys)
    {
        // 'script' takes a line for the shell, so every word is quoted.
        var words = new[] { "dotnet", Assembly }.Concat(arguments)
            .Select(word => $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'");
        return StartProgram("script", ["-qec", string.Join(' ', words), "/dev/null"], environment, folder: null, keys);
    }

    /// <summary>Skips the test where no process that is started here can be interrupted.</summary>
    public static void RequireSignals()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Windows has no signals to send to a process");
    }

    /// <summary>Waits until the process has written a line with this text.</summary>
    public async Task WaitForLineAsync(string text, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Eventually.LongestRun);
        await foreach (var line in _lines.Reader.ReadAllAsync(limit.Token))
        {
            if (line.Contains(text, StringComparison.Ordinal)) return;
        }
        throw new InvalidOperationException($"The host ended before it wrote '{text}'; its errors: {await _error}");
    }

    /// <summary>Waits until the process has written so many lines more, or has ended.</summary>
    public async Task WaitForLinesAsync(int count, CancellationToken cancellationToken)
    {
        await foreach (var _ in _lines.Reader.ReadAllAsync(cancellationToken))
        {
            if (--count <= 0) return;
        }
    }

    /// <summary>Ends it and all that it has started, without asking.</summary>
    public void Kill()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
    }

    /// <summary>Sends a POSIX signal.</summary>
    public void Signal(int signal)
    {
        if (kill(_process.Id, signal) != 0) throw new InvalidOperationException($"Signal {signal} did not reach process {_process.Id}.");
    }

    /// <summary>Waits for the end of the process and of what it wrote.</summary>
    public async Task<HostResult> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Eventually.LongestRun, cancellationToken);
        return new HostResult(_process.ExitCode, await _output, await _error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts another program in the same way.</summary>
    internal static HostProcess StartProgram(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment, string? folder, string input)
    {
        // Tests that are started in the background ignore Ctrl-C, and so would all that they start. The process is the program's own,
        // which is found by the PATH of these tests: by the one that is given to it, 'env' might find none, or another.
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", Programs.Find(program)] : [program];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = folder ?? "",
        };
        foreach (var argument in command.Skip(1).Concat(arguments)) start.ArgumentList.Add(argument);
        // A test decides on width and colours itself, whatever the terminal it is run from has set.
        start.Environment.Remove("COLUMNS");
        start.Environment.Remove("NO_COLOR");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>()) start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        var host = new HostProcess(process);
        process.StandardInput.Write(input);
        // A terminal reads the end of its input as the end of the session, so keys keep it open.
        if (input.Length == 0) process.StandardInput.Close();
        else process.StandardInput.Flush();
        return host;
    }

    private static async Task<string> ReadLinesAsync(StreamReader reader, ChannelWriter<string> lines)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.Append(line).Append('\n');
            lines.TryWrite(line);
        }
        lines.Complete();
        return text.ToString();
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int processId, int signal);
}
