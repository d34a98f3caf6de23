namespace GlacierBatch.Core.Services.Batch;

/// <summary>What is asked of an environment's part at AWS. What is null stays as it is, or becomes the default.</summary>
public sealed record BatchSettings
{
    /// <summary>The instance types of an environment that asks for none: 4 and more GiB a vCPU, as the scripts need.</summary>
    public static IReadOnlyList<string> DefaultInstanceTypes { get; } =
    [
        "r6i.large", "r6i.xlarge", "r6i.2xlarge", "r5.large", "r5.xlarge", "r5.2xlarge", "r7i.large", "r7i.xlarge", "r7i.2xlarge",
        "m6i.xlarge", "m6i.2xlarge", "m5.xlarge", "m5.2xlarge",
    ];

    /// <summary>The purchase option of runs that ask for none.</summary>
    public PurchaseOption? Compute { get; init; }

    /// <summary>Instance types; by default <see cref="DefaultInstanceTypes"/>.</summary>
    public IReadOnlyList<string>? InstanceTypes { get; init; }

    /// <summary>Subnets; by default those of the default VPC that have a way out.</summary>
    public IReadOnlyList<string>? SubnetIds { get; init; }

    /// <summary>Security groups; by default the VPC's default one.</summary>
    public IReadOnlyList<string>? SecurityGroupIds { get; init; }

    /// <summary>The ARN of a policy that limits every role that is made.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The ARN of a role for AWS Batch itself, where the account's service-linked one is not to be used.</summary>
    public string? ServiceRole { get; init; }

    /// <summary>The ARN of the customer's key that the bucket is encrypted with; by default the bucket is asked.</summary>
    public string? BucketKeyArn { get; init; }

    /// <summary>The image as <c>repository@sha256:digest</c>; by default the one that was published.</summary>
    public string? Image { get; init; }

    /// <summary>How long job logs are kept, in days; one of those that CloudWatch Logs has.</summary>
    public int? LogRetentionDays { get; init; }

    /// <summary>Whether the image repository stays when the environment is removed.</summary>
    public bool? KeepImage { get; init; }

    /// <summary>Whether rules for abandoned uploads, and old runs, are added to the bucket.</summary>
    public bool ManageLifecycle { get; init; }

    /// <summary>After how many days runs' records are deleted, with <see cref="ManageLifecycle"/>; null keeps them.</summary>
    public int? RunRetentionDays { get; init; }

    /// <summary>Whether changes are made that replace or restart what jobs run on.</summary>
    public bool Force { get; init; }

    /// <summary>A stack of our template that others deployed, to be used as it is.</summary>
    public string? StackName { get; init; }

    /// <summary>A job queue that others made, by name or ARN, to be used as it is.</summary>
    public string? JobQueue { get; init; }

    /// <summary>A job definition that others made, by name or ARN, to be used as it is.</summary>
    public string? JobDefinition { get; init; }

    /// <summary>The compute environment that the job queue is expected to use, by name or ARN.</summary>
    public string? ComputeEnvironment { get; init; }

    /// <summary>Whether an environment that others made is to be used as it is.</summary>
    internal bool IsAdoption => StackName is not null || JobQueue is not null || JobDefinition is not null;
}
