namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What a type of EC2 instance has, and what of it tasks can be given.</summary>
/// <param name="Type">For instance <c>r6i.large</c>.</param>
/// <param name="VCpu">Its vCPUs.</param>
/// <param name="MemoryMiB">Its memory in MiB, as AWS says it.</param>
/// <param name="IsArm">Whether it runs images for arm64, and not those for amd64.</param>
public sealed record InstanceSize(string Type, int VCpu, int MemoryMiB, bool IsArm)
{
    private const int KernelAndAgentMiB = 256;
    private const double KernelShare = 0.02;

    /// <summary>
    /// What its tasks can be given together, in MiB: the kernel's own tables take about 2 % of the memory, kernel and ECS agent about
    /// 256 MiB more. AWS tells no figure before an instance runs; 8 GiB instances were seen to offer 7.6 to 7.8 GiB.
    /// </summary>
    public int OfferedMiB => Offered(MemoryMiB);

    /// <summary>A task of the nominal memory less the share of kernel and agent, so that 4 GiB tasks fill a 4 GiB instance.</summary>
    public static int Offered(int memoryMiB) => (int)(memoryMiB * (1 - KernelShare)) - KernelAndAgentMiB;

    /// <summary>Whether a task fits on it.</summary>
    public bool Holds(double vCpu, int memoryMiB) => vCpu <= VCpu && memoryMiB <= OfferedMiB;
}
