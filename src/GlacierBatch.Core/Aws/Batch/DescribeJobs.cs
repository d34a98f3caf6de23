namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Asks for jobs by their ids.</summary>
/// <param name="Jobs">1 to 100 ids.</param>
internal sealed record DescribeJobsRequest(IReadOnlyList<string> Jobs);

/// <summary>The jobs that Batch knows of; briefly without one that was just submitted.</summary>
internal sealed record DescribeJobsResponse
{
    public IReadOnlyList<JobDetail> Jobs { get; init; } = [];
}

/// <summary>A job. Times are milliseconds since 1970.</summary>
internal sealed record JobDetail
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public required string Status { get; init; }

    public string? JobArn { get; init; }

    public string? JobQueue { get; init; }

    public string? JobDefinition { get; init; }

    public string? StatusReason { get; init; }

    public IReadOnlyList<AttemptDetail>? Attempts { get; init; }

    public long? CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? StoppedAt { get; init; }

    public ContainerDetail? Container { get; init; }

    public ArrayPropertiesDetail? ArrayProperties { get; init; }

    public RetryStrategy? RetryStrategy { get; init; }

    public JobTimeout? Timeout { get; init; }

    public IReadOnlyList<string>? PlatformCapabilities { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether CancelJob stopped it.</summary>
    public bool? IsCancelled { get; init; }

    /// <summary>Whether TerminateJob stopped it.</summary>
    public bool? IsTerminated { get; init; }
}

/// <summary>One attempt of a job.</summary>
internal sealed record AttemptDetail
{
    public AttemptContainerDetail? Container { get; init; }

    public long? StartedAt { get; init; }

    public long? StoppedAt { get; init; }

    public string? StatusReason { get; init; }
}

/// <summary>The container of an attempt.</summary>
internal sealed record AttemptContainerDetail
{
    public string? ContainerInstanceArn { get; init; }

    public string? TaskArn { get; init; }

    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    /// <summary>The stream of its log; may be named before it exists.</summary>
    public string? LogStreamName { get; init; }
}

/// <summary>The container of a job's latest attempt.</summary>
internal sealed record ContainerDetail
{
    public string? Image { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? JobRoleArn { get; init; }

    public string? ExecutionRoleArn { get; init; }

    public IReadOnlyList<KeyValuePair>? Environment { get; init; }

    public IReadOnlyList<ResourceRequirement>? ResourceRequirements { get; init; }

    public int? ExitCode { get; init; }

    public string? Reason { get; init; }

    public string? ContainerInstanceArn { get; init; }

    public string? TaskArn { get; init; }

    public string? LogStreamName { get; init; }

    public string? InstanceType { get; init; }

    public LogConfiguration? LogConfiguration { get; init; }
}

/// <summary>What a job is in an array: the parent has a size, a child has an index.</summary>
internal sealed record ArrayPropertiesDetail
{
    /// <summary>How many children are in which state; lags behind them.</summary>
    public IReadOnlyDictionary<string, int>? StatusSummary { get; init; }

    public long? StatusSummaryLastUpdatedAt { get; init; }

    public int? Size { get; init; }

    public int? Index { get; init; }
}
