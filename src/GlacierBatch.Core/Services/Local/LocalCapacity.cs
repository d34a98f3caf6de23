using System.Globalization;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Local;

/// <summary>What an environment's tasks may use of this machine together.</summary>
/// <param name="VCpu">Processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
internal sealed record LocalCapacity(double VCpu, long MemoryMiB)
{
    /// <summary>The environment's processors, and all the memory there is (a container's limit is heeded).</summary>
    public static LocalCapacity Of(GlacierEnvironment environment) =>
        new(environment.MaxvCpu, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024 * 1024));

    /// <summary>Whether a task could ever start.</summary>
    public bool Holds(double vcpu, long memoryMiB) => vcpu <= VCpu && memoryMiB <= MemoryMiB;

    /// <summary>Refuses tasks that could never start.</summary>
    /// <exception cref="GlacierBatchException">One does not fit; the message says what would.</exception>
    public void Require(IEnumerable<ManifestTask> tasks)
    {
        foreach (var task in tasks)
        {
            if (task.MemoryMiB > MemoryMiB)
            {
                throw new GlacierBatchException(ErrorKind.InvalidArgument, "TaskTooLarge", string.Create(CultureInfo.InvariantCulture,
                    $"The task of {task.Region} wants {task.MemoryMiB} MiB, and this machine has {MemoryMiB} MiB: it could never start."),
                    $"Give it less with -MemoryMiB (at most {MemoryMiB}), or leave the region out.", task.Region);
            }

            if (task.VCpu > VCpu)
            {
                throw new GlacierBatchException(ErrorKind.InvalidArgument, "TaskTooLarge", string.Create(CultureInfo.InvariantCulture,
                    $"The task of {task.Region} wants {task.VCpu} vCPU, and the environment has {VCpu}: it could never start."),
                    "Give it less with -VCpu, or raise the environment's -MaxvCpu.", task.Region);
            }
        }
    }
}
