using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GlacierBatch.Contract.Processes.Portable;

/// <summary>A child as .NET itself can start it, for macOS and Windows.</summary>
internal sealed partial class PortableChild : ChildProcess
{
    private const int SignalTerminate = 15;

    private readonly Process _process;
    private readonly WindowsJob? _job;

    private PortableChild(Process process, long? memoryLimitBytes)
    {
        _process = process;
        _job = OperatingSystem.IsWindows() ? WindowsJob.Hold(process, memoryLimitBytes) : null;
        Identity = ProcessIdentity.Of(process);
        Exited = process.WaitForExitAsync();
    }

    internal override ProcessIdentity Identity { get; }

    internal override Stream Output => _process.StandardOutput.BaseStream;

    internal override Stream Errors => _process.StandardError.BaseStream;

    internal override Task Exited { get; }

    internal static PortableChild Start(ProcessRequest request, string program)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = request.WorkingDirectory,
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in request.Arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in request.Environment)
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        start.Environment[ProcessRequest.MarkVariable] = request.Mark;
        try
        {
            var process = Process.Start(start) ?? throw new IOException($"'{program}' cannot be started.");
            process.StandardInput.Close();
            return new PortableChild(process, request.MemoryLimitBytes);
        }
        catch (Win32Exception e)
        {
            throw new IOException($"'{program}' cannot be started: {e.Message}.", e);
        }
    }

    internal override long MeasureMemory(long worthKnowing)
    {
        if (OperatingSystem.IsWindows() && _job is not null) return _job.ReadPeakBytes();
        try
        {
            _process.Refresh();
            return Math.Max(_process.WorkingSet64, _process.PeakWorkingSet64);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
            return 0;
        }
    }

    internal override Task AskToEnd(CancellationToken cancellation)
    {
        if (OperatingSystem.IsWindows()) return Task.CompletedTask;
        _ = Kill(_process.Id, SignalTerminate);
        return Exited.WaitAsync(cancellation);
    }

    internal override async Task KillAsync()
    {
        if (OperatingSystem.IsWindows()) _job?.End();
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself, which is what was wanted.
        }

        await Exited;
    }

    internal override (int ExitCode, long PeakMemoryBytes) Reap() => (_process.ExitCode, 0);

    public override void Dispose()
    {
        if (OperatingSystem.IsWindows()) _job?.Dispose();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
