using System.Globalization;
using Amazon.EC2;
using Amazon.EC2.Model;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Refuses sizes of tasks that could never start, and says what fits.</summary>
/// <param name="ec2">EC2, asked about types that the table does not have; null asks nobody.</param>
internal sealed class TaskFit(IAmazonEC2? ec2)
{
    private const int RoundMiB = 512;

    /// <summary>The sizes of types; those of which nothing could be learnt are left out.</summary>
    /// <exception cref="GlacierBatchException">EC2 does not know a type.</exception>
    public async Task<IReadOnlyList<InstanceSize>> SizesAsync(IEnumerable<string> types, CancellationToken cancellationToken)
    {
        var all = types.Distinct(StringComparer.Ordinal).ToList();
        var known = all.Select(InstanceSizes.Find).OfType<InstanceSize>().ToList();
        // A family, or 'optimal', leaves the size to Batch: some member of it holds what a task may be given.
        var asked = all.Where(type => type.Contains('.', StringComparison.Ordinal) && InstanceSizes.Find(type) is null).ToList();
        if (asked.Count == 0 || ec2 is null) return known;
        try
        {
            var answer = await Ec2Call.OnAsync("DescribeInstanceTypes", () => ec2.DescribeInstanceTypesAsync(
                new DescribeInstanceTypesRequest { InstanceTypes = asked }, cancellationToken));
            return [.. known, .. answer.InstanceTypes.Select(type => new InstanceSize(
                type.InstanceType.Value, type.VCpuInfo.DefaultVCpus ?? 0, (int)(type.MemoryInfo.SizeInMiB ?? 0),
                type.ProcessorInfo.SupportedArchitectures.Contains("arm64")))];
        }
        catch (AmazonEC2Exception fault) when (fault.ErrorCode is "InvalidInstanceType" or "InvalidParameterValue")
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "UnknownInstanceType",
                $"EC2 does not have one of these instance types in this AWS region: {string.Join(", ", asked)}.",
                $"Give others with -InstanceType, for instance {string.Join(", ", BatchSettings.DefaultInstanceTypes.Take(3))}.",
                asked[0], fault);
        }
        catch (AmazonEC2Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            return known;
        }
    }

    /// <summary>Refuses a task that fits on none of these instances.</summary>
    /// <param name="sizes">The instances; none where nothing is known of them.</param>
    /// <param name="vCpu">The task's processors.</param>
    /// <param name="memoryMiB">The task's memory in MiB.</param>
    /// <exception cref="GlacierBatchException">It could never start.</exception>
    public static void Require(IReadOnlyList<InstanceSize> sizes, double vCpu, int memoryMiB)
    {
        if (sizes.Count == 0 || sizes.Any(size => size.Holds(vCpu, memoryMiB))) return;
        var largest = sizes.OrderBy(size => size.MemoryMiB).ThenBy(size => size.VCpu).Last();
        var nearest = InstanceSizes.NearestFor(vCpu, memoryMiB);
        var within = largest.OfferedMiB / RoundMiB * RoundMiB;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "TaskNeverFits",
            string.Create(CultureInfo.InvariantCulture,
                $"A task of {vCpu} vCPU and {memoryMiB} MiB can never start on {largest.Type}: of its {largest.MemoryMiB} MiB about " +
                $"{largest.OfferedMiB} are offered to tasks, and it has {largest.VCpu} vCPU."),
            nearest is null
                ? string.Create(CultureInfo.InvariantCulture, $"Give at most -VCpu {largest.VCpu} and -MemoryMiB {within}.")
                : string.Create(CultureInfo.InvariantCulture,
                    $"Give -InstanceType {nearest.Type}, the nearest fit, or at most -VCpu {largest.VCpu} and -MemoryMiB {within}."),
            largest.Type);
    }

    /// <summary>Refuses a pair that Fargate does not have.</summary>
    /// <exception cref="GlacierBatchException">It does not; the nearest one is named.</exception>
    public static void RequireFargate(double vCpu, int memoryMiB)
    {
        var (nearVCpu, nearMemory) = FargateSize.Nearest(vCpu, memoryMiB);
        if (nearVCpu == vCpu && nearMemory == memoryMiB) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "FargateSizeUnknown",
            string.Create(CultureInfo.InvariantCulture, $"Fargate has no tasks of {vCpu} vCPU and {memoryMiB} MiB."),
            string.Create(CultureInfo.InvariantCulture,
                $"The nearest is -VCpu {nearVCpu} -MemoryMiB {nearMemory}; or use -Compute Spot or OnDemand."),
            memoryMiB);
    }

    /// <summary>Refuses machines of two architectures in one environment: an image runs on one.</summary>
    public static void RequireOneArchitecture(IReadOnlyList<InstanceSize> sizes)
    {
        if (sizes.Select(size => size.IsArm).Distinct().Count() <= 1) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "MixedArchitectures",
            $"{sizes.First(size => size.IsArm).Type} runs images for arm64, and {sizes.First(size => !size.IsArm).Type} those for amd64.",
            "Give instance types of one architecture with -InstanceType.", sizes[0].Type);
    }
}
