using System.Diagnostics;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>A started GlacierBatch.TestProcess, which is spoken to line by line and killed at the end.</summary>
internal sealed class TestChild : IDisposable
{
    private readonly Process _process;

    private TestChild(Process process) => _process = process;

    /// <summary>Starts a verb, which waits until it is told to go.</summary>
    public static TestChild Start(params string[] arguments)
    {
        // The artifacts layout: bin/<project>/<configuration>/.
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var bin = own.Parent?.Parent ?? throw new InvalidOperationException($"{own} is not in an artifacts folder.");
        var dll = Path.Combine(bin.FullName, "GlacierBatch.TestProcess", own.Name, "GlacierBatch.TestProcess.dll");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false,
        };
        start.ArgumentList.Add(dll);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return new TestChild(Process.Start(start) ?? throw new InvalidOperationException("The test process did not start."));
    }

    /// <summary>The next line that it prints; null once it has ended.</summary>
    public Task<string?> ReadLineAsync() => _process.StandardOutput.ReadLineAsync();

    /// <summary>Waits for a line, passing over others.</summary>
    public async Task WaitForAsync(string line)
    {
        while (true)
        {
            var read = await ReadLineAsync().WaitAsync(Eventually.LongestRun)
                ?? throw new InvalidOperationException($"The test process ended before it said '{line}'.");
            if (read == line) return;
        }
    }

    /// <summary>Lets it go on.</summary>
    public async Task GoAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Ends it as a crash would: SIGKILL, nothing is cleaned up.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
