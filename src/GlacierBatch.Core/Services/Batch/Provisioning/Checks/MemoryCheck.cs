using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether tasks fit on the instance types, after the share of kernel and agent; or whether Fargate has their size.</summary>
internal sealed class MemoryCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Memory";

    /// <inheritdoc/>
    public async Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken)
    {
        var environment = subject.Environment;
        if (subject.Record.Compute.IsFargate())
        {
            if (environment.MemoryMiB is not { } fixedMemory) return CheckFinding.Passed("Fargate has a size for every size class");
            TaskFit.RequireFargate(environment.VCpu, fixedMemory);
            return CheckFinding.Passed(FormattableString.Invariant($"Fargate has tasks of {environment.VCpu} vCPU and {fixedMemory} MiB"));
        }

        var types = subject.Real.OnInstances.SelectMany(each => each.ComputeResources?.InstanceTypes ?? []).Distinct().ToList();
        var sizes = await new TaskFit(subject.Clients.Ec2).SizesAsync(types, cancellationToken);
        if (sizes.Count == 0) return CheckFinding.Unchecked($"Nothing is known of the instance types {string.Join(", ", types)}");
        var memory = environment.MemoryMiB ?? BatchSize.Of(environment.VCpu, SizeClass.Smallest, subject.Record.Compute).MemoryMiB;
        TaskFit.Require(sizes, environment.VCpu, memory);
        var largest = sizes.MaxBy(size => size.MemoryMiB)!;
        return CheckFinding.Passed(FormattableString.Invariant(
            $"tasks of {environment.VCpu} vCPU and {memory} MiB; the largest, {largest.Type}, offers {largest.OfferedMiB} MiB"));
    }
}
