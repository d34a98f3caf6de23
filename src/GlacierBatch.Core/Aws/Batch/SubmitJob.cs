namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Submits a job. AWS offers no idempotency token for it.</summary>
internal sealed record SubmitJobRequest
{
    public required string JobName { get; init; }

    public required string JobQueue { get; init; }

    public required string JobDefinition { get; init; }

    public ArrayProperties? ArrayProperties { get; init; }

    public ContainerOverrides? ContainerOverrides { get; init; }

    public RetryStrategy? RetryStrategy { get; init; }

    public JobTimeout? Timeout { get; init; }

    public bool? PropagateTags { get; init; }

    /// <summary>1 to 50 tags, or null.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>The job that was made of a submission.</summary>
internal sealed record SubmitJobResponse
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public string? JobArn { get; init; }
}

/// <summary>Makes a job an array.</summary>
/// <param name="Size">2 to 10,000 children.</param>
internal sealed record ArrayProperties(int Size);

/// <summary>What a job has otherwise than its definition. At most 8192 characters as JSON, or the job fails once it is accepted.</summary>
internal sealed record ContainerOverrides
{
    public IReadOnlyList<string>? Command { get; init; }

    public IReadOnlyList<KeyValuePair>? Environment { get; init; }

    public IReadOnlyList<ResourceRequirement>? ResourceRequirements { get; init; }

    public string? InstanceType { get; init; }
}

/// <summary>An environment variable of a container; AWS reserves names that begin with AWS_BATCH.</summary>
internal sealed record KeyValuePair(string Name, string Value);

/// <summary>A need of a container.</summary>
/// <param name="Type"><c>VCPU</c> or <c>MEMORY</c>.</param>
/// <param name="Value">vCPUs (on Fargate with a fraction), or MiB.</param>
internal sealed record ResourceRequirement(string Type, string Value);

/// <summary>How often a job is tried, and which ends are worth another attempt.</summary>
internal sealed record RetryStrategy
{
    /// <summary>1 to 10.</summary>
    public int? Attempts { get; init; }

    /// <summary>At most 5 rules; the first that matches decides, and no match means another attempt.</summary>
    public IReadOnlyList<EvaluateOnExit>? EvaluateOnExit { get; init; }
}

/// <summary>A rule about the end of an attempt; patterns may end with a star.</summary>
internal sealed record EvaluateOnExit
{
    /// <summary><c>RETRY</c> or <c>EXIT</c>.</summary>
    public required string Action { get; init; }

    public string? OnStatusReason { get; init; }

    public string? OnReason { get; init; }

    public string? OnExitCode { get; init; }
}

/// <summary>How long an attempt may take.</summary>
/// <param name="AttemptDurationSeconds">60 or more.</param>
internal sealed record JobTimeout(int? AttemptDurationSeconds);
