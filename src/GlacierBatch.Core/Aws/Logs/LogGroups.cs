namespace GlacierBatch.Core.Aws.Logs;

/// <summary>Asks for log groups.</summary>
internal sealed record DescribeLogGroupsRequest
{
    public string? LogGroupNamePrefix { get; init; }

    public string? NextToken { get; init; }

    /// <summary>1 to 50.</summary>
    public int? Limit { get; init; }
}

/// <summary>A page of log groups.</summary>
internal sealed record DescribeLogGroupsResponse
{
    public IReadOnlyList<LogGroup> LogGroups { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A log group.</summary>
internal sealed record LogGroup
{
    public string? LogGroupName { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public long? CreationTime { get; init; }

    /// <summary>How many days lines are kept; null is for ever.</summary>
    public int? RetentionInDays { get; init; }

    public string? Arn { get; init; }

    public long? StoredBytes { get; init; }
}

/// <summary>Asks for the streams of a log group.</summary>
internal sealed record DescribeLogStreamsRequest
{
    public required string LogGroupName { get; init; }

    public string? LogStreamNamePrefix { get; init; }

    /// <summary><c>LogStreamName</c> or <c>LastEventTime</c>; the latter not together with a prefix.</summary>
    public string? OrderBy { get; init; }

    public bool? Descending { get; init; }

    public string? NextToken { get; init; }

    /// <summary>1 to 50.</summary>
    public int? Limit { get; init; }
}

/// <summary>A page of log streams.</summary>
internal sealed record DescribeLogStreamsResponse
{
    public IReadOnlyList<LogStream> LogStreams { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A log stream. Times are milliseconds since 1970.</summary>
internal sealed record LogStream
{
    public string? LogStreamName { get; init; }

    public long? CreationTime { get; init; }

    public long? FirstEventTimestamp { get; init; }

    public long? LastEventTimestamp { get; init; }

    public long? LastIngestionTime { get; init; }

    public string? Arn { get; init; }
}
