using System.Buffers.Text;
using System.IO.Pipes;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// A child that leads a session of its own. It stays unreaped until its tree is ended, so that neither its id nor its group can become
/// anybody else's meanwhile. .NET reaps only the children that it started itself, so this one is ours.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxChild : ChildProcess
{
    private const int SignalExitBase = 128;
    private const int MaxMemoryOffset = 32;

    /// <summary>What the kernel's count of our own memory may be behind by.</summary>
    private const long CountTolerance = 4 * 1024 * 1024;

    private readonly int _pid;
    private readonly LinuxTree _tree;
    private readonly long _inheritedPeakBytes;
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _reaped;

    private LinuxChild(int pid, string mark, ForkCount? before, SafePipeHandle output, SafePipeHandle errors)
    {
        _pid = pid;
        Output = new AnonymousPipeClientStream(PipeDirection.In, output);
        Errors = new AnonymousPipeClientStream(PipeDirection.In, errors);

        // Unreaped, it has its entry in /proc even where it has ended already.
        if (!ProcStat.TryRead(pid, out var stat))
        {
            _ = Libc.Kill(-pid, Libc.SignalKill);
            throw new IOException($"Process {pid} was started and killed again, because /proc does not show it: mount /proc.");
        }

        Identity = ProcessIdentity.Of(pid, stat.StartTicks);
        _tree = new LinuxTree(stat.Key, mark, before);

        // The kernel charges a child with the peak of the memory that it was started from, which is ours.
        _inheritedPeakBytes = ProcFile.ReadKilobytes(System.Environment.ProcessId, "status", "VmHWM:"u8) + CountTolerance;
        new Thread(WaitForExit, maxStackSize: 256 * 1024) { IsBackground = true, Name = "child exit" }.Start();
    }

    internal override ProcessIdentity Identity { get; }

    internal override Stream Output { get; }

    internal override Stream Errors { get; }

    internal override Task Exited => _exited.Task;

    internal static LinuxChild Start(ProcessRequest request, string program)
    {
        var (output, outputEnd) = OpenPipe();
        using (outputEnd)
        {
            var (errors, errorsEnd) = OpenPipe();
            using (errorsEnd)
            {
                var before = ForkCount.Read();
                var pid = Spawn.Start(
                    request, program, (int)outputEnd.DangerousGetHandle(), (int)errorsEnd.DangerousGetHandle());
                return new LinuxChild(pid, request.Mark, before, output, errors);
            }
        }
    }

    internal override long MeasureMemory(long worthKnowing)
    {
        var processes = _tree.Walk();
        var sum = processes.Sum(p => ReadResident(p.Id));

        // Forked helpers share pages, which the resident sizes count once for each: the exact shares take longer to read.
        if (processes.Count > 1 && sum > worthKnowing) sum = processes.Sum(p => ReadShare(p.Id));
        return Math.Max(sum, ProcFile.ReadKilobytes(_pid, "status", "VmHWM:"u8));
    }

    internal override Task AskToEnd(CancellationToken cancellation)
    {
        var asked = _tree.Collect();
        foreach (var process in asked) process.Signal(Libc.SignalTerminate);
        return LinuxTree.WaitAsync(asked, TimeSpan.MaxValue, cancellation);
    }

    internal override async Task KillAsync()
    {
        _ = await _tree.KillAsync(CancellationToken.None, group: _pid);
        await Exited;
    }

    internal override unsafe (int ExitCode, long PeakMemoryBytes) Reap()
    {
        int status;
        var usage = stackalloc byte[256];
        int reaped;
        do
        {
            reaped = Libc.Wait(_pid, &status, 0, usage);
        }
        while (reaped < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);

        _reaped = true;
        if (reaped != _pid)
        {
            throw new IOException($"The exit code of process {_pid} is lost: SIGCHLD is ignored here; start this program without that.");
        }

        var signal = status & 0x7f;
        var peak = *(long*)(usage + MaxMemoryOffset) * 1024;
        return (signal == 0 ? (status >> 8) & 0xff : SignalExitBase + signal, peak > _inheritedPeakBytes ? peak : 0);
    }

    public override unsafe void Dispose()
    {
        // Where nobody asked for the exit code, because something was thrown.
        if (!_reaped) _ = Libc.Wait(_pid, null, Libc.WaitNoHang, null);
        _reaped = true;
        Output.Dispose();
        Errors.Dispose();
    }

    private static unsafe (SafePipeHandle Ours, SafePipeHandle Theirs) OpenPipe()
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, Libc.CloseOnExec) != 0)
        {
            throw new IOException($"No pipe could be made for a child's output: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        return (new SafePipeHandle(ends[0], ownsHandle: true), new SafePipeHandle(ends[1], ownsHandle: true));
    }

    private static long ReadResident(int id)
    {
        Span<byte> buffer = stackalloc byte[256];
        var length = ProcFile.Read(id, "statm", buffer);
        if (length <= 0) return 0;
        var text = buffer[..length];
        var rest = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(rest, out long pages, out _) ? pages * System.Environment.SystemPageSize : 0;
    }

    private static long ReadShare(int id)
    {
        var share = ProcFile.ReadKilobytes(id, "smaps_rollup", "Pss:"u8);
        return share > 0 ? share : ReadResident(id);
    }

    /// <summary>Blocks until the process has ended, and leaves it to be reaped.</summary>
    private unsafe void WaitForExit()
    {
        var info = stackalloc byte[128];
        while (Libc.WaitId(Libc.WaitById, _pid, info, Libc.WaitExited | Libc.WaitNoReap) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted) break;
        }

        _exited.TrySetResult();
    }
}
