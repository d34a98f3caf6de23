using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Takes up an environment that others made: it is looked at and recorded, and never changed or removed.</summary>
/// <param name="clients">The services.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class AdoptedEnvironment(AwsClients clients, ProvisioningWatch watch, TimeProvider time)
{
    /// <summary>Looks at what was named, and describes it.</summary>
    /// <param name="request">What was asked; names of a queue and a definition, or of a stack.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">Something of it does not exist, or cannot be used.</exception>
    public Task<BatchRecord> DescribeAsync(ProvisioningRequest request, string accountId, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        if (settings.StackName is { } stack)
        {
            if (settings.JobQueue is null && settings.JobDefinition is null) return OfStackAsync(request, stack, accountId,
                cancellationToken);
            throw Refuse("AdoptionAmbiguous", "Both a stack and a job queue or definition were named.",
                "Give -StackName alone, or the other two.");
        }

        if (settings.JobQueue is null || settings.JobDefinition is null)
        {
            throw Refuse("AdoptionIncomplete",
                settings.JobQueue is null ? "A job definition was named without a job queue."
                    : "A job queue was named without a job definition.",
                "Give both -JobQueue and -JobDefinition (or both in [BATCH] of aws_config.ini), or neither.");
        }

        return ByNamesAsync(settings, settings.JobQueue, settings.JobDefinition, accountId, cancellationToken);
    }

    private async Task<BatchRecord> OfStackAsync(
        ProvisioningRequest request, string name, string accountId, CancellationToken cancellationToken)
    {
        var stack = await new StackMonitor(clients.CloudFormation, watch, time).FindAsync(name, cancellationToken)
            ?? throw new GlacierBatchException(ErrorKind.NotFound, "StackNotFound",
                $"There is no stack {name} in this account and AWS region.",
                    "Deploy the template of Export-GlacierTemplate, or correct -StackName.", name);
        if (StackStates.Of(stack.StackStatus) != StackState.Usable)
        {
            throw new GlacierBatchException(ErrorKind.NotAvailable, "StackNotUsable",
                $"The stack {name} is in {stack.StackStatus}.", "Ask whoever deployed it to complete it.", name);
        }

        var bucket = stack.Parameters.FirstOrDefault(each => each.ParameterKey == "BucketName")?.ParameterValue;
        if (bucket != request.Bucket)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "StackOfOtherBucket",
                $"The stack {name} was deployed for the bucket '{bucket}', not for '{request.Bucket}'.",
                    "Give that bucket, or another stack.", name);
        }

        var inventory = await StackInventory.ReadAsync(clients.CloudFormation, name, cancellationToken);
        var real = await RealEnvironment.ReadAsync(clients.Batch, inventory, cancellationToken);
        if (real.Queues.Count == 0)
        {
            throw new GlacierBatchException(ErrorKind.InvalidData, "StackNotOurs",
                $"The stack {name} has no queue of our template.", "Deploy the template of Export-GlacierTemplate.", name);
        }

        var described = await new RecordWriter(clients).DescribeAsync(inventory, real, accountId, cancellationToken);
        return described with { StackName = null, Resources = null, Compute = ChosenOf(request.Settings.Compute, real.Queues.Keys) };
    }

    private async Task<BatchRecord> ByNamesAsync(
        BatchSettings settings, string queueName, string definitionName, string accountId, CancellationToken cancellationToken)
    {
        var queue = await FindQueueAsync(queueName, cancellationToken);
        var definition = await FindDefinitionAsync(definitionName, cancellationToken);
        if (queue.State != "ENABLED") watch.Warn($"The job queue {queueName} is {queue.State}: it takes no jobs until it is enabled.");
        var environments = new List<ComputeEnvironmentDetail>();
        foreach (var each in (queue.ComputeEnvironmentOrder ?? []).OrderBy(each => each.Order))
        {
            var page = await clients.Batch.DescribeComputeEnvironmentsAsync(
                new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [each.ComputeEnvironment] }, cancellationToken);
            environments.AddRange(page.ComputeEnvironments);
        }

        if (settings.ComputeEnvironment is { } expected
            && !environments.Any(each => each.ComputeEnvironmentName == expected || each.ComputeEnvironmentArn == expected))
        {
            throw Refuse("ComputeEnvironmentNotOfQueue",
                $"The job queue {queueName} does not use the compute environment {expected}, but " +
                $"{string.Join(", ", environments.Select(each => each.ComputeEnvironmentName))}.",
                    "Correct compute_environment in aws_config.ini.");
        }

        var first = environments.FirstOrDefault();
        var option = OptionOf(first?.ComputeResources?.Type);
        if (settings.Compute is { } asked && asked != option)
        {
            throw Refuse("ComputeNotOfQueue",
                $"The job queue {queueName} runs jobs on {first?.ComputeResources?.Type ?? "EC2"}, not on {asked}.",
                    $"Leave -Compute out, or give {option}.");
        }

        var image = definition.ContainerProperties?.Image;
        var log = definition.ContainerProperties?.LogConfiguration?.Options?.GetValueOrDefault("awslogs-group");
        return new BatchRecord
        {
            AccountId = accountId,
            AwsRegion = clients.Connection.Region,
            Queues = new Dictionary<PurchaseOption, string> { [option] = queueName },
            Compute = option,
            JobDefinition = definitionName,
            Image = image?.Contains("@sha256:", StringComparison.Ordinal) is true ? image : null,
            LogGroup = log ?? "/aws/batch/job",
            JobRoleArn = definition.ContainerProperties?.JobRoleArn,
            ExecutionRoleArn = definition.ContainerProperties?.ExecutionRoleArn,
            AssignPublicIp = definition.ContainerProperties?.NetworkConfiguration?.AssignPublicIp == "ENABLED",
        };
    }

    private async Task<JobQueueDetail> FindQueueAsync(string queue, CancellationToken cancellationToken)
    {
        var page = await clients.Batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [queue] }, cancellationToken);
        return page.JobQueues is [var found, ..] ? found : throw new GlacierBatchException(
            ErrorKind.NotFound, "JobQueueNotFound",
                $"There is no job queue '{queue}' in this account and the AWS region {clients.Connection.Region}.",
            "Correct -JobQueue (aws batch describe-job-queues lists them), -ProfileName or -AwsRegion.", queue);
    }

    private async Task<JobDefinition> FindDefinitionAsync(string definition, CancellationToken cancellationToken)
    {
        // By name alone it is the newest revision, as in SubmitJob.
        var isExact = definition.Contains(':', StringComparison.Ordinal);
        var request = isExact
            ? new DescribeJobDefinitionsRequest { JobDefinitions = [definition] }
            : new DescribeJobDefinitionsRequest { JobDefinitionName = definition, Status = "ACTIVE" };
        var found = await clients.Batch.DescribeAllJobDefinitionsAsync(request, cancellationToken)
            .Where(each => each.Status is null or "ACTIVE").ToListAsync(cancellationToken);
        return found.MaxBy(each => each.Revision) ?? throw new GlacierBatchException(
            ErrorKind.NotFound, "JobDefinitionNotFound",
            $"There is no active job definition '{definition}' in this account and the AWS region {clients.Connection.Region}.",
            "Correct -JobDefinition (aws batch describe-job-definitions --status ACTIVE lists them).", definition);
    }

    private static PurchaseOption OptionOf(string? type) => type switch
    {
        "SPOT" => PurchaseOption.Spot,
        "FARGATE" => PurchaseOption.Fargate,
        "FARGATE_SPOT" => PurchaseOption.FargateSpot,
        _ => PurchaseOption.OnDemand,
    };

    private static PurchaseOption ChosenOf(PurchaseOption? asked, IEnumerable<PurchaseOption> there)
    {
        var options = there.Order().ToList();
        if (asked is not { } option) return options.Contains(PurchaseOption.Spot) ? PurchaseOption.Spot : options[0];
        return options.Contains(option) ? option : throw Refuse(
            "ComputeNotThere", $"The stack has no queue for {option}.", $"Give one of {string.Join(", ", options)} with -Compute.");
    }

    private static GlacierBatchException Refuse(string id, string message, string recommendation) =>
        new(ErrorKind.InvalidArgument, id, message, recommendation);
}
