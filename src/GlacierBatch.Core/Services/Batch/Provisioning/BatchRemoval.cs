using Amazon.EC2;
using Amazon.EC2.Model;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Aws.Logs;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Takes down an environment's part at AWS, and looks whether anything of it is left. The bucket is not part of it.</summary>
/// <param name="clients">The services.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class BatchRemoval(AwsClients clients, ProvisioningWatch watch, TimeProvider time)
{
    private readonly StackMonitor _monitor = new(clients.CloudFormation, watch, time);

    /// <summary>Removes it. What others made is left alone.</summary>
    /// <param name="name">The environment.</param>
    /// <param name="record">What it has.</param>
    /// <param name="keepImage">Whether the image repository stays; null leaves that to how the environment was made.</param>
    /// <param name="cancellationToken">Stops waiting; a deletion that was begun goes on.</param>
    /// <exception cref="GlacierBatchException">Something could not be deleted, or is left; the message names it.</exception>
    public async Task RemoveAsync(string name, BatchRecord record, bool? keepImage, CancellationToken cancellationToken)
    {
        try
        {
            await BatchProvisioner.RequirePlaceAsync(clients, record, name, cancellationToken);
            if (record.StackName is not { } stackName)
            {
                watch.Tell($"What the environment {name} uses at AWS was made by others, and stays as it is.");
                return;
            }

            await TakeDownAsync(name, record, stackName, keepImage, cancellationToken);
        }
        catch (Exception fault) when (fault is not GlacierBatchException && AwsFault.KindOf(fault) is not null)
        {
            throw AwsFault.ToException(fault, name);
        }
    }

    private async Task TakeDownAsync(
        string name, BatchRecord record, string stackName, bool? keepImage, CancellationToken cancellationToken)
    {
        var stored = record.Resources ?? new Dictionary<string, string>();
        var remover = new StackRemover(
            clients.CloudFormation, new ResourceSweep(clients.Batch, watch, time), watch, time);
        var inventory = (await StackInventory.ReadAsync(clients.CloudFormation, stackName, cancellationToken)).With(stored);
        var keeps = false;
        if (await _monitor.FindAsync(stackName, cancellationToken) is { } stack)
        {
            keeps = await KeepImageAsync(stack, keepImage, cancellationToken);
            await remover.RemoveAsync(stack, stored, cancellationToken);
        }
        else
        {
            watch.Tell($"There is no stack {stackName} any more: looking for what is left of it.");
            await remover.SweepAsync(inventory, cancellationToken);
        }

        await remover.SweepAsync(await StrayResources.FindAsync(clients.Batch, stackName, cancellationToken), cancellationToken);
        await DeregisterAsync(name, cancellationToken);
        var left = await FindLeftAsync(stackName, inventory, remover, keeps, cancellationToken);
        if (left.Count > 0)
        {
            throw new GlacierBatchException(ErrorKind.InvalidOperation, "ResourcesLeft",
                $"The environment '{name}' is taken down but for {string.Join(", ", left)}.",
                "Delete that by hand or repeat the command; the environment is known until nothing is left.", name);
        }

        watch.Tell(keeps
            ? $"Nothing of the environment {name} is left at AWS but its image repository {record.RepositoryUri}, which was to be kept."
            : $"Nothing of the environment {name} is left at AWS.");
    }

    /// <summary>Has the stack let go of the repository, where that is asked for.</summary>
    /// <returns>Whether the repository stays.</returns>
    private async Task<bool> KeepImageAsync(Stack stack, bool? asked, CancellationToken cancellationToken)
    {
        var template = await clients.CloudFormation.GetTemplateAsync(
            new GetTemplateRequest { StackName = stack.StackName }, cancellationToken);
        var keeps = template.TemplateBody is { } body && EnvironmentTemplate.KeepsImage(body);
        if (asked is null || asked == keeps) return keeps;
        if (StackStates.Of(stack.StackStatus) != StackState.Usable)
        {
            watch.Warn($"The stack {stack.StackName} is in {stack.StackStatus}: its image repository goes as it was made to.");
            return keeps;
        }

        var request = new StackRequest(stack.StackName, EnvironmentTemplate.Text(asked.Value), new Dictionary<string, string>());
        var changes = new ChangeSets(clients.CloudFormation, time);
        if (await changes.MakeAsync(request, stack, cancellationToken) is not { } set)
        {
            // AWS sees nothing to change, and the stack would do what was not asked: images that are gone cannot be had back.
            throw NotChanged(stack, asked.Value, "AWS finds nothing to change");
        }

        var mark = await _monitor.MarkAsync(stack.StackName, cancellationToken);
        await changes.ExecuteAsync(set, cancellationToken);
        var status = await _monitor.FollowAsync(stack.StackId ?? stack.StackName, mark, request.Resources, cancellationToken);
        if (status is "UPDATE_COMPLETE" or "CREATE_COMPLETE") return asked.Value;
        throw NotChanged(stack, asked.Value, $"it is in {status}");
    }

    private static GlacierBatchException NotChanged(Stack stack, bool keeps, string why) => new(
        ErrorKind.InvalidOperation, "StackFailed",
        $"The stack {stack.StackName} could not be made to {(keeps ? "keep" : "give up")} its image repository: {why}.",
        "Repeat the command; without -KeepImage the repository goes as the environment was made to.", stack.StackName);

    private async Task DeregisterAsync(string name, CancellationToken cancellationToken)
    {
        var prefix = $"glacierbatch-{name}-";
        var request = new DescribeJobDefinitionsRequest { Status = "ACTIVE" };
        var definitions = await clients.Batch.DescribeAllJobDefinitionsAsync(request, cancellationToken)
            // The rest of the name is a hash: an environment 'a' does not take those of 'a-b' along.
            .Where(each => each.JobDefinitionName.StartsWith(prefix, StringComparison.Ordinal)
                && each.JobDefinitionName[prefix.Length..].All(char.IsAsciiHexDigitLower))
            .ToListAsync(cancellationToken);
        foreach (var definition in definitions)
        {
            await clients.Batch.DeregisterJobDefinitionAsync(
                new DeregisterJobDefinitionRequest(definition.JobDefinitionArn), cancellationToken);
        }

        if (definitions.Count > 0) watch.Tell($"Deregistered {definitions.Count} job definitions.");
    }

    private async Task<IReadOnlyList<string>> FindLeftAsync(
        string stackName, StackInventory inventory, StackRemover remover, bool keepsImage, CancellationToken cancellationToken)
    {
        var left = new List<string>(await remover.FindLeftAsync(inventory, cancellationToken));
        var strays = await StrayResources.FindAsync(clients.Batch, stackName, cancellationToken);
        left.AddRange(strays.Queues.Concat(strays.Environments).Where(arn => !left.Any(each => each.Contains(arn,
            StringComparison.Ordinal))));
        foreach (var role in inventory.Of("AWS::IAM::Role"))
        {
            if (await IsThereAsync(() => clients.Iam.GetRoleAsync(new GetRoleRequest(role),
                cancellationToken))) left.Add($"the role {role}");
        }

        if (!keepsImage && inventory.Find("Repository") is { } repository && await IsThereAsync(() => clients.Ecr.DescribeRepositoriesAsync(
            new DescribeRepositoriesRequest { RepositoryNames = [repository] }, cancellationToken)))
        {
            left.Add($"the image repository {repository}");
        }

        if (inventory.Find("LogGroup") is { } group)
        {
            var groups = clients.Logs.DescribeAllLogGroupsAsync(new DescribeLogGroupsRequest { LogGroupNamePrefix = group },
                cancellationToken);
            if (await groups.AnyAsync(each => each.LogGroupName == group, cancellationToken)) left.Add($"the log group {group}");
        }

        if (inventory.Find("LaunchTemplate") is { } template && await HasLaunchTemplateAsync(template, cancellationToken))
            left.Add($"the launch template {template}");
        return left;
    }

    private async Task<bool> HasLaunchTemplateAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Ec2Call.OnAsync("DescribeLaunchTemplates", () => clients.Ec2.DescribeLaunchTemplatesAsync(
                new DescribeLaunchTemplatesRequest { LaunchTemplateIds = [id] }, cancellationToken));
            return answer.LaunchTemplates is { Count: > 0 };
        }
        catch (AmazonEC2Exception fault) when (fault.ErrorCode.StartsWith("InvalidLaunchTemplateId", StringComparison.Ordinal)
            || AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            return false;
        }
    }

    /// <summary>Whether something is there. What may not be looked at costs nothing: a role is free.</summary>
    private static async Task<bool> IsThereAsync(Func<Task> look)
    {
        try
        {
            await look();
            return true;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is AwsFaultKind.NotFound or AwsFaultKind.AccessDenied)
        {
            return false;
        }
    }
}
