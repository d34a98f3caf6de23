using System.Diagnostics.CodeAnalysis;
using System.Runtime.Versioning;

namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>
/// One running process, held by a descriptor (pidfd), so that a signal never reaches another one that got its id. On kernels before
/// 5.3 there is no such descriptor; then the id and the start time have to do.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LinuxProcess : IDisposable
{
    private int _descriptor;

    private LinuxProcess(ProcessKey key, int descriptor)
    {
        Key = key;
        _descriptor = descriptor;
    }

    internal ProcessKey Key { get; }

    /// <summary>Takes hold of a process; false where it has ended.</summary>
    internal static bool TryOpen(ProcessKey key, [NotNullWhen(true)] out LinuxProcess? process)
    {
        process = new LinuxProcess(key, (int)Libc.SystemCall(Libc.PidfdOpen, key.Id, 0, 0, 0));

        // Asked after the descriptor was opened: what it holds is what was meant.
        if (process.IsRunning()) return true;
        process.Dispose();
        process = null;
        return false;
    }

    /// <summary>Sends a signal; nothing happens where the process has ended or is another user's.</summary>
    internal void Signal(int signal)
    {
        if (_descriptor >= 0) _ = Libc.SystemCall(Libc.PidfdSendSignal, _descriptor, signal, 0, 0);
        else if (IsRunning()) _ = Libc.Kill(Key.Id, signal);
    }

    /// <summary>Blocks until all of them have ended; false where some have not within the time, or once nobody wants to know.</summary>
    internal static unsafe bool WaitAll(IReadOnlyList<LinuxProcess> processes, TimeSpan limit, CancellationToken cancellation)
    {
        const int sliceMilliseconds = 200;
        const int pollMilliseconds = 5;
        var slices = Math.Max(1, (int)Math.Min(int.MaxValue, limit / TimeSpan.FromMilliseconds(sliceMilliseconds)));
        foreach (var process in processes)
        {
            while (true)
            {
                if (process._descriptor < 0 && !process.IsRunning()) break;
                if (cancellation.IsCancellationRequested || slices <= 0) return false;
                var entry = new Libc.PollEntry { Descriptor = process._descriptor, Events = Libc.PollIn };

                // A negative descriptor is passed over by poll, which then only waits.
                var ready = Libc.Poll(&entry, 1, process._descriptor < 0 ? pollMilliseconds : sliceMilliseconds);
                if (ready > 0) break;
                if (ready == 0) slices--;
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (_descriptor >= 0) _ = Libc.Close(_descriptor);
        _descriptor = -1;
    }

    private bool IsRunning() => ProcStat.TryRead(Key.Id, out var now) && now.Key == Key && !now.HasEnded;
}
