using GlacierBatch.Contract.Processes.Linux;
using GlacierBatch.Contract.Processes.Portable;

namespace GlacierBatch.Contract.Processes;

/// <summary>A process that we started, as each platform can run it.</summary>
internal abstract class ChildProcess : IDisposable
{
    /// <summary>Which process it is.</summary>
    internal abstract ProcessIdentity Identity { get; }

    /// <summary>What it writes to standard output.</summary>
    internal abstract Stream Output { get; }

    /// <summary>What it writes to standard error.</summary>
    internal abstract Stream Errors { get; }

    /// <summary>Completes when the main process has ended.</summary>
    internal abstract Task Exited { get; }

    /// <summary>Starts a process.</summary>
    /// <exception cref="IOException">It could not be started; the message says why.</exception>
    internal static ChildProcess Start(ProcessRequest request)
    {
        var program = ProgramPath.Resolve(request);
        return OperatingSystem.IsLinux() ? LinuxChild.Start(request, program) : PortableChild.Start(request, program);
    }

    /// <summary>The memory that the tree holds now, or held at once, in bytes; 0 where nothing runs any more.</summary>
    /// <param name="worthKnowing">Below this, an estimate that is too high will do.</param>
    internal abstract long MeasureMemory(long worthKnowing);

    /// <summary>Asks the whole tree to end. Completes when it has.</summary>
    internal abstract Task AskToEnd(CancellationToken cancellation);

    /// <summary>Kills all that is left of the tree, and completes when the main process has ended too.</summary>
    internal abstract Task KillAsync();

    /// <summary>Takes the exit code and the peak that the system recorded, in bytes, once the process has ended.</summary>
    internal abstract (int ExitCode, long PeakMemoryBytes) Reap();

    /// <summary>Lets go of the process, which must have ended.</summary>
    public abstract void Dispose();
}
