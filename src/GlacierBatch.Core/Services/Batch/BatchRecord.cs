namespace GlacierBatch.Core.Services.Batch;

/// <summary>What an environment has at AWS, as its record in the bucket says it. Names and ARNs only; no secret is ever here.</summary>
public sealed record BatchRecord
{
    /// <summary>The account, as twelve digits. Whoever calls with credentials of another one is refused.</summary>
    public required string AccountId { get; init; }

    /// <summary>The AWS region.</summary>
    public required string AwsRegion { get; init; }

    /// <summary>
    /// The CloudFormation stack that holds it, or null where others made it: then nothing of it is ever changed or removed.
    /// </summary>
    public string? StackName { get; init; }

    /// <summary>The job queue of each purchase option that there is, as ARN, or by name where others made it.</summary>
    public required IReadOnlyDictionary<PurchaseOption, string> Queues { get; init; }

    /// <summary>The purchase option of runs that ask for none.</summary>
    public PurchaseOption Compute { get; init; } = PurchaseOption.Spot;

    /// <summary>A job definition that others made, by name or ARN; null where one is registered for each image and size.</summary>
    public string? JobDefinition { get; init; }

    /// <summary>The image as <c>repository@sha256:digest</c>, or null before one was published.</summary>
    public string? Image { get; init; }

    /// <summary>The repository that images are pushed to, without a tag.</summary>
    public string? RepositoryUri { get; init; }

    /// <summary>The log group of its jobs.</summary>
    public string? LogGroup { get; init; }

    /// <summary>The role that tasks have.</summary>
    public string? JobRoleArn { get; init; }

    /// <summary>The role that starts containers.</summary>
    public string? ExecutionRoleArn { get; init; }

    /// <summary>The instance types of its EC2 compute environments; null where others made it.</summary>
    public IReadOnlyList<string>? InstanceTypes { get; init; }

    /// <summary>
    /// What its stack made: each resource's name in the template with its name or ARN at AWS, to find what a deletion left behind.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Resources { get; init; }

    /// <summary>Whether Fargate tasks need a public address, since their subnets' way out is an internet gateway.</summary>
    public bool AssignPublicIp { get; init; }
}
