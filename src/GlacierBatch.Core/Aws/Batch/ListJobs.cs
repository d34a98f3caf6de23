namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Asks for the jobs of a queue or of an array. Without a status or filter Batch lists those that run.</summary>
internal sealed record ListJobsRequest
{
    public string? JobQueue { get; init; }

    public string? ArrayJobId { get; init; }

    public string? JobStatus { get; init; }

    /// <summary>1 to 100, or 1 to 1000 where filters are given.</summary>
    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }

    public IReadOnlyList<KeyValuesPair>? Filters { get; init; }
}

/// <summary>A filter of ListJobs.</summary>
/// <param name="Name"><c>JOB_NAME</c>, <c>JOB_DEFINITION</c>, <c>BEFORE_CREATED_AT</c> or <c>AFTER_CREATED_AT</c>.</param>
/// <param name="Values">What to match; names may end with a star.</param>
internal sealed record KeyValuesPair(string Name, IReadOnlyList<string> Values);

/// <summary>A page of jobs.</summary>
internal sealed record ListJobsResponse
{
    public IReadOnlyList<JobSummary> JobSummaryList { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A job in a list. Times are milliseconds since 1970.</summary>
internal sealed record JobSummary
{
    public required string JobId { get; init; }

    public required string JobName { get; init; }

    public string? JobArn { get; init; }

    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public long? CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? StoppedAt { get; init; }

    public ContainerSummary? Container { get; init; }

    public ArrayPropertiesSummary? ArrayProperties { get; init; }

    public string? JobDefinition { get; init; }
}

/// <summary>How a container ended.</summary>
internal sealed record ContainerSummary(int? ExitCode, string? Reason);

/// <summary>What a job is in an array.</summary>
internal sealed record ArrayPropertiesSummary(int? Size, int? Index);
