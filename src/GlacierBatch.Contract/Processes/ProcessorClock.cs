using System.ComponentModel;
using System.Diagnostics;
using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Processes;

/// <summary>How much processor time a process has taken; on Linux with all of its descendants.</summary>
internal sealed class ProcessorClock
{
    private readonly ProcessIdentity _root;
    private readonly LinuxTree? _tree;

    /// <param name="root">The process.</param>
    /// <param name="mark">The mark it was started with.</param>
    public ProcessorClock(ProcessIdentity root, string mark)
    {
        _root = root;
        if (OperatingSystem.IsLinux() && ProcStat.TryRead(root.Id, out var stat)) _tree = new LinuxTree(stat.Key, mark);
    }

    /// <summary>The time until now; zero where the process has ended.</summary>
    public TimeSpan Read()
    {
        if (OperatingSystem.IsLinux()) return _tree is null ? TimeSpan.Zero : Sum(_tree);
        try
        {
            using var process = Process.GetProcessById(_root.Id);
            return process.TotalProcessorTime;
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return TimeSpan.Zero;
        }
    }

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    private static TimeSpan Sum(LinuxTree tree) =>
        tree.Walk().Aggregate(TimeSpan.Zero, (sum, key) => sum + ProcStat.ReadProcessorTime(key.Id));
}
