using System.Globalization;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.Core.Services.Batch.Definitions;

/// <summary>What a container is given of a machine for a task of a size.</summary>
/// <param name="VCpu">Processors, as AWS writes them.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
internal sealed record BatchSize(string VCpu, int MemoryMiB)
{
    // Of a machine's memory the kernel and the ECS agent keep a part: 7.8 of 8 GiB are offered, and less on small machines.
    private const int AgentShare = 16;

    /// <summary>The size of a container.</summary>
    /// <param name="vcpu">Processors of the task.</param>
    /// <param name="memoryMiB">Memory of the task in MiB. A size class is made to fit machines whole: the agent's share is taken
    /// off.</param>
    /// <param name="option">How the machine is bought.</param>
    public static BatchSize Of(double vcpu, int memoryMiB, PurchaseOption option)
    {
        if (option.IsFargate()) return new(vcpu.ToString("0.##", CultureInfo.InvariantCulture), memoryMiB);
        var offered = SizeClass.IsClass(memoryMiB) ? memoryMiB - (memoryMiB / AgentShare) : memoryMiB;
        return new(Math.Max(1, (int)Math.Ceiling(vcpu)).ToString(CultureInfo.InvariantCulture), offered);
    }

    /// <summary>As Batch wants it.</summary>
    public IReadOnlyList<ResourceRequirement> ToRequirements() =>
        [new("VCPU", VCpu), new("MEMORY", MemoryMiB.ToString(CultureInfo.InvariantCulture))];
}
