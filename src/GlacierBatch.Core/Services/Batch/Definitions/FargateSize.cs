using System.Globalization;

namespace GlacierBatch.Core.Services.Batch.Definitions;

/// <summary>
/// The pairs of processors and memory that Fargate has. From AWS's table: vCPU 0.25 with 0.5, 1 or 2 GiB; 0.5 with 1 to 4; 1 with 2 to 8;
/// 2 with 4 to 16; 4 with 8 to 30; 8 with 16 to 60 by 4; 16 with 32 to 120 by 8.
/// </summary>
internal static class FargateSize
{
    private const int GiB = 1024;

    private static readonly (double VCpu, int[] MemoryMiB)[] Sizes =
    [
        (0.25, [GiB / 2, GiB, 2 * GiB]),
        (0.5, Steps(1, 4, 1)),
        (1, Steps(2, 8, 1)),
        (2, Steps(4, 16, 1)),
        (4, Steps(8, 30, 1)),
        (8, Steps(16, 60, 4)),
        (16, Steps(32, 120, 8)),
    ];

    /// <summary>Refuses a pair that Fargate does not have, and names the nearest one that is not smaller.</summary>
    /// <param name="region">The region whose task it is, for the message.</param>
    /// <param name="vcpu">Processors.</param>
    /// <param name="memoryMiB">Memory in MiB.</param>
    /// <exception cref="GlacierBatchException"><c>FargateSizeUnknown</c>.</exception>
    public static void Require(string region, double vcpu, int memoryMiB)
    {
        if (Sizes.Any(size => size.VCpu == vcpu && size.MemoryMiB.Contains(memoryMiB))) return;
        var (nearVCpu, nearMemory) = Nearest(vcpu, memoryMiB);
        var near = string.Create(CultureInfo.InvariantCulture, $"-VCpu {nearVCpu} -MemoryMiB {nearMemory}");
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "FargateSizeUnknown", string.Create(CultureInfo.InvariantCulture,
            $"Fargate has no tasks of {vcpu} vCPU and {memoryMiB} MiB, which the task of {region} wants."),
            $"The nearest is {near}; or use -Compute Spot or OnDemand.", region);
    }

    /// <summary>The smallest pair that is not smaller, or the largest of all.</summary>
    public static (double VCpu, int MemoryMiB) Nearest(double vcpu, int memoryMiB)
    {
        foreach (var size in Sizes.Where(size => size.VCpu >= vcpu))
        {
            var fitting = size.MemoryMiB.Where(memory => memory >= memoryMiB).ToList();
            if (fitting.Count > 0) return (size.VCpu, fitting[0]);
        }

        return (Sizes[^1].VCpu, Sizes[^1].MemoryMiB[^1]);
    }

    private static int[] Steps(int first, int last, int step) =>
        [.. Enumerable.Range(0, ((last - first) / step) + 1).Select(index => (first + (index * step)) * GiB)];
}
