namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Asks for job queues, by name or ARN, or for all.</summary>
internal sealed record DescribeJobQueuesRequest
{
    public IReadOnlyList<string>? JobQueues { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of job queues.</summary>
internal sealed record DescribeJobQueuesResponse
{
    public IReadOnlyList<JobQueueDetail> JobQueues { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A job queue.</summary>
internal sealed record JobQueueDetail
{
    public required string JobQueueName { get; init; }

    public required string JobQueueArn { get; init; }

    /// <summary><c>ENABLED</c> or <c>DISABLED</c>: whether it takes jobs.</summary>
    public string? State { get; init; }

    /// <summary><c>CREATING UPDATING DELETING DELETED VALID INVALID</c>.</summary>
    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyList<ComputeEnvironmentOrder>? ComputeEnvironmentOrder { get; init; }

    public IReadOnlyList<JobStateTimeLimitAction>? JobStateTimeLimitActions { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>A compute environment of a queue, and in which place.</summary>
internal sealed record ComputeEnvironmentOrder(int Order, string ComputeEnvironment);

/// <summary>What a queue does with a job that stays in a state for a reason.</summary>
internal sealed record JobStateTimeLimitAction(string Reason, string State, int MaxTimeSeconds, string Action);

/// <summary>Changes a job queue; what is null stays.</summary>
internal sealed record UpdateJobQueueRequest
{
    public required string JobQueue { get; init; }

    public string? State { get; init; }

    public int? Priority { get; init; }

    public IReadOnlyList<ComputeEnvironmentOrder>? ComputeEnvironmentOrder { get; init; }

    public IReadOnlyList<JobStateTimeLimitAction>? JobStateTimeLimitActions { get; init; }
}

/// <summary>The queue that is changed.</summary>
internal sealed record UpdateJobQueueResponse(string? JobQueueName, string? JobQueueArn);

/// <summary>Deletes a job queue, which must be disabled.</summary>
internal sealed record DeleteJobQueueRequest(string JobQueue);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record DeleteJobQueueResponse;
