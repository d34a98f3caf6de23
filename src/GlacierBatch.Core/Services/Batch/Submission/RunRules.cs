using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Definitions;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>What a run must be so that AWS Batch takes it and can start it. Calls nothing.</summary>
internal static class RunRules
{
    /// <summary>Refuses what could not be carried out.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="manifest">The run.</param>
    /// <param name="isRehearsal">Whether the image may be published later.</param>
    /// <exception cref="GlacierBatchException">No queue of that purchase option, no image, or a size that there is not.</exception>
    public static void Require(GlacierEnvironment environment, RunManifest manifest, bool isRehearsal)
    {
        var record = environment.RequireBatch();
        var option = PurchaseOptions.Of(manifest, record);
        PartPlan.QueueOf(environment, option);

        // What is too long to be told fails only after it was accepted: it is found out here.
        foreach (var part in PartPlan.Of(environment, manifest, manifest.Created)) PartRequest.Of(environment, manifest, part, "any");
        if (record.JobDefinition is not null) return;
        if (!isRehearsal) DefinitionSpec.Of(environment, option);
        foreach (var task in manifest.Tasks.DistinctBy(task => (task.VCpu, task.MemoryMiB)))
        {
            if (option.IsFargate()) FargateSize.Require(task.Region, task.VCpu, task.MemoryMiB);
            if (task.VCpu > environment.MaxvCpu)
            {
                throw new GlacierBatchException(ErrorKind.InvalidArgument, "TaskTooLarge", FormattableString.Invariant(
                    $"The task of {task.Region} wants {task.VCpu} vCPU, and the environment has {environment.MaxvCpu}: it never starts."),
                    "Give it less with -VCpu, or raise the environment's -MaxvCpu.", task.Region);
            }
        }
    }
}
