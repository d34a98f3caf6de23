using System.Diagnostics;
using System.Runtime.Versioning;
using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Processes;

/// <summary>Ends what a session that was killed has left running.</summary>
public static class ProcessTree
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Kills a process and its descendants, if it still is the one that it was, and, on Linux, all of this user's processes that carry the
    /// mark. Returns when they are gone; those that wait to be reaped by a parent are.
    /// </summary>
    /// <param name="mark">The mark that they were started with (<see cref="ProcessRequest.Mark"/>).</param>
    /// <param name="root">The main process, where it is known.</param>
    /// <param name="time">The clock of the pauses between two attempts at a process that the kernel holds on to.</param>
    /// <param name="cancellation">Gives up waiting; what was killed stays so.</param>
    public static async Task EndOrphansAsync(string mark, ProcessIdentity? root, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        ArgumentNullException.ThrowIfNull(time);
        cancellation.ThrowIfCancellationRequested();
        if (!OperatingSystem.IsLinux())
        {
            await EndTreeAsync(root, cancellation);
            return;
        }

        var tree = new LinuxTree(FindKey(root), mark);
        while (!await tree.KillAsync(cancellation)) await Task.Delay(Pause, time, cancellation);
    }

    [SupportedOSPlatform("linux")]
    private static ProcessKey? FindKey(ProcessIdentity? root) =>
        root is not null && root.IsAlive() && ProcStat.TryRead(root.Id, out var stat) ? stat.Key : null;

    private static async Task EndTreeAsync(ProcessIdentity? root, CancellationToken cancellation)
    {
        if (root is null || !root.IsAlive()) return;
        try
        {
            using var process = Process.GetProcessById(root.Id);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(cancellation);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // It ended by itself meanwhile, which is what was wanted.
        }
    }
}
