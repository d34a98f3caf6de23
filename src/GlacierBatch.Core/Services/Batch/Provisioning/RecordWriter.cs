using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Writes down what a stack has made, as AWS itself says it and not as it was asked.</summary>
/// <param name="clients">The services.</param>
internal sealed class RecordWriter(AwsClients clients)
{
    /// <summary>Describes it.</summary>
    /// <exception cref="GlacierBatchException">Something that the stack made is not there.</exception>
    public async Task<BatchRecord> DescribeAsync(
        StackInventory inventory, RealEnvironment real, string accountId, CancellationToken cancellationToken) => new()
        {
            AccountId = accountId,
            AwsRegion = clients.Connection.Region,
            Queues = real.Queues.ToDictionary(pair => pair.Key, pair => pair.Value.JobQueueArn),
            RepositoryUri = await RepositoryUriAsync(inventory.Find("Repository"), cancellationToken),
            LogGroup = inventory.Find("LogGroup"),
            JobRoleArn = await RoleArnAsync("JobRole", inventory, accountId, cancellationToken),
            ExecutionRoleArn = await RoleArnAsync("ExecutionRole", inventory, accountId, cancellationToken),
            InstanceTypes = real.OnInstances.FirstOrDefault()?.ComputeResources?.InstanceTypes,
            Resources = inventory.Ids,
        };

    private async Task<string?> RepositoryUriAsync(string? name, CancellationToken cancellationToken)
    {
        if (name is null) return null;
        try
        {
            var answer = await clients.Ecr.DescribeRepositoriesAsync(
                new DescribeRepositoriesRequest { RepositoryNames = [name] }, cancellationToken);
            return answer.Repositories is [var found, ..] ? found.RepositoryUri : null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            throw Missing("Repository", name, fault);
        }
    }

    private async Task<string?> RoleArnAsync(
        string resource, StackInventory inventory, string accountId, CancellationToken cancellationToken)
    {
        if (inventory.Find(resource) is not { } name) return null;
        try
        {
            return (await clients.Iam.GetRoleAsync(new GetRoleRequest(name), cancellationToken)).Role.Arn;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            throw Missing(resource, name, fault);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            return $"arn:{AwsPartition.Of(clients.Connection.Region)}:iam::{accountId}:role/{name}";
        }
    }

    private static GlacierBatchException Missing(string resource, string name, Exception fault) => new(
        ErrorKind.NotFound, "EnvironmentIncomplete",
            $"AWS does not have {resource} ({name}), though its stack has been deployed: it was deleted past it.",
        "Remove the environment (Remove-GlacierBatch) and make it again.", resource, fault);
}
