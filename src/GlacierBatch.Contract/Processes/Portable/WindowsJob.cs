using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Processes.Portable;

/// <summary>A job object: it holds a process and all that it starts, and ends them when it is closed, or when we end.</summary>
[SupportedOSPlatform("windows")]
internal sealed unsafe partial class WindowsJob : IDisposable
{
    private const int ExtendedLimits = 9;
    private const uint LimitJobMemory = 0x200;
    private const uint LimitKillOnClose = 0x2000;
    private const uint KilledExitCode = 137;

    private readonly SafeFileHandle _job;

    private WindowsJob(SafeFileHandle job) => _job = job;

    /// <summary>Takes hold of a process that has just been started.</summary>
    /// <exception cref="IOException">Windows refused.</exception>
    internal static WindowsJob Hold(Process process, long? memoryLimitBytes)
    {
        var job = CreateJobObject(0, null);
        var limits = default(Limits);
        limits.Flags = LimitKillOnClose;
        if (memoryLimitBytes is { } limit)
        {
            // A quarter above, so that the watch sees the limit exceeded before Windows refuses memory.
            limits.Flags |= LimitJobMemory;
            limits.JobMemory = (nuint)(limit + (limit / 4));
        }

        if (job.IsInvalid || !SetInformation(job, ExtendedLimits, &limits, (uint)sizeof(Limits))
            || !Assign(job, process.SafeHandle.DangerousGetHandle()))
        {
            var why = new Win32Exception(Marshal.GetLastPInvokeError()).Message;
            job.Dispose();
            process.Kill(entireProcessTree: true);
            throw new IOException($"Process {process.Id} cannot be held in a job object: {why}.");
        }

        return new WindowsJob(job);
    }

    /// <summary>The most memory that the job has held, in bytes.</summary>
    internal long ReadPeakBytes()
    {
        var limits = default(Limits);
        return QueryInformation(_job, ExtendedLimits, &limits, (uint)sizeof(Limits), null) ? (long)limits.PeakJobMemory : 0;
    }

    internal void End() => _ = Terminate(_job, KilledExitCode);

    public void Dispose() => _job.Dispose();

    [LibraryImport("kernel32", EntryPoint = "CreateJobObjectW", StringMarshalling = StringMarshalling.Utf16, SetLastError = true)]
    private static partial SafeFileHandle CreateJobObject(nint attributes, string? name);

    [LibraryImport("kernel32", EntryPoint = "SetInformationJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetInformation(SafeFileHandle job, int kind, Limits* limits, uint size);

    [LibraryImport("kernel32", EntryPoint = "QueryInformationJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformation(SafeFileHandle job, int kind, Limits* limits, uint size, uint* written);

    [LibraryImport("kernel32", EntryPoint = "AssignProcessToJobObject", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Assign(SafeFileHandle job, nint process);

    [LibraryImport("kernel32", EntryPoint = "TerminateJobObject")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Terminate(SafeFileHandle job, uint exitCode);

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        internal long ProcessTime;
        internal long JobTime;
        internal uint Flags;
        internal nuint MinWorkingSet;
        internal nuint MaxWorkingSet;
        internal uint ActiveProcesses;
        internal nuint Affinity;
        internal uint Priority;
        internal uint Scheduling;
        internal ulong ReadOperations;
        internal ulong WriteOperations;
        internal ulong OtherOperations;
        internal ulong ReadBytes;
        internal ulong WrittenBytes;
        internal ulong OtherBytes;
        internal nuint ProcessMemory;
        internal nuint JobMemory;
        internal nuint PeakProcessMemory;
        internal nuint PeakJobMemory;
    }
}
