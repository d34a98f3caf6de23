using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What Batch itself says of an environment's queues and compute environments.</summary>
/// <param name="Queues">The queue of each purchase option.</param>
/// <param name="Environments">The compute environment of each purchase option.</param>
internal sealed record RealEnvironment(
    IReadOnlyDictionary<PurchaseOption, JobQueueDetail> Queues,
    IReadOnlyDictionary<PurchaseOption, ComputeEnvironmentDetail> Environments)
{
    /// <summary>The EC2 purchase options' compute environments.</summary>
    public IEnumerable<ComputeEnvironmentDetail> OnInstances =>
        Environments.Where(pair => pair.Key is PurchaseOption.Spot or PurchaseOption.OnDemand).Select(pair => pair.Value);

    /// <summary>The resource's name in the template of an option's queue.</summary>
    public static string QueueName(PurchaseOption option) => $"{option}Queue";

    /// <summary>The resource's name in the template of an option's compute environment.</summary>
    public static string EnvironmentName(PurchaseOption option) => $"{option}Environment";

    /// <summary>Reads what there is of a stack's resources.</summary>
    public static async Task<RealEnvironment> ReadAsync(
        IBatchClient batch, StackInventory inventory, CancellationToken cancellationToken)
    {
        var queues = new Dictionary<PurchaseOption, JobQueueDetail>();
        var environments = new Dictionary<PurchaseOption, ComputeEnvironmentDetail>();
        foreach (var option in Enum.GetValues<PurchaseOption>())
        {
            if (inventory.Find(QueueName(option)) is { } queue)
            {
                var page = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [queue] }, cancellationToken);
                if (page.JobQueues is [var found, ..]) queues[option] = found;
            }

            if (inventory.Find(EnvironmentName(option)) is { } environment)
            {
                var page = await batch.DescribeComputeEnvironmentsAsync(
                    new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [environment] }, cancellationToken);
                if (page.ComputeEnvironments is [var found, ..]) environments[option] = found;
            }
        }

        return new RealEnvironment(queues, environments);
    }
}
