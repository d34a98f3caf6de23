using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// Queues and compute environments of a stack that neither the stack nor the record tells of: found by the tag that CloudFormation gives
/// to what it makes, or by the name.
/// </summary>
/// <param name="Queues">ARNs of job queues.</param>
/// <param name="Environments">ARNs of compute environments.</param>
internal sealed record StrayResources(IReadOnlyList<string> Queues, IReadOnlyList<string> Environments)
{
    private const string StackTag = "aws:cloudformation:stack-name";

    /// <summary>Looks at all that the account has in the AWS region.</summary>
    public static async Task<StrayResources> FindAsync(IBatchClient batch, string stack, CancellationToken cancellationToken)
    {
        var queues = await batch.DescribeAllJobQueuesAsync(new DescribeJobQueuesRequest(), cancellationToken)
            .Where(each => each.Status != "DELETED" && IsOf(stack, "AWS::Batch::JobQueue", each.JobQueueName, each.Tags))
            .Select(each => each.JobQueueArn).ToListAsync(cancellationToken);
        var environments = await batch.DescribeAllComputeEnvironmentsAsync(new DescribeComputeEnvironmentsRequest(), cancellationToken)
            .Where(each => each.Status != "DELETED"
                && IsOf(stack, "AWS::Batch::ComputeEnvironment", each.ComputeEnvironmentName, each.Tags))
            .Select(each => each.ComputeEnvironmentArn).ToListAsync(cancellationToken);
        return new StrayResources(queues, environments);
    }

    private static bool IsOf(string stack, string type, string name, IReadOnlyDictionary<string, string>? tags) =>
        tags?.GetValueOrDefault(StackTag) == stack || EnvironmentTemplate.Outline.Resources.Any(
            resource => resource.Type == type && name.StartsWith($"{stack}-{resource.Name}-", StringComparison.Ordinal));
}
