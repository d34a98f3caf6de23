using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>The queues that a record names, and the compute environments that they use: also of what others made.</summary>
/// <param name="Queues">The queue of each purchase option; those that do not exist are missing.</param>
/// <param name="Environments">The compute environments.</param>
internal sealed record RealPlaces(
    IReadOnlyDictionary<PurchaseOption, JobQueueDetail> Queues, IReadOnlyList<ComputeEnvironmentDetail> Environments)
{
    /// <summary>Those that run jobs on EC2 instances.</summary>
    public IEnumerable<ComputeEnvironmentDetail> OnInstances =>
        Environments.Where(each => each.ComputeResources?.Type is "EC2" or "SPOT");

    /// <summary>Reads them.</summary>
    public static async Task<RealPlaces> ReadAsync(IBatchClient batch, BatchRecord record, CancellationToken cancellationToken)
    {
        var queues = new Dictionary<PurchaseOption, JobQueueDetail>();
        foreach (var (option, queue) in record.Queues.OrderBy(pair => pair.Key))
        {
            var page = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [queue] }, cancellationToken);
            if (page.JobQueues is [var found, ..]) queues[option] = found;
        }

        var environments = new List<ComputeEnvironmentDetail>();
        var names = queues.Values.SelectMany(queue => queue.ComputeEnvironmentOrder ?? []).Select(order =>
            order.ComputeEnvironment).Distinct();
        foreach (var name in names)
        {
            var page = await batch.DescribeComputeEnvironmentsAsync(
                new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [name] }, cancellationToken);
            environments.AddRange(page.ComputeEnvironments);
        }

        return new RealPlaces(queues, environments);
    }
}
