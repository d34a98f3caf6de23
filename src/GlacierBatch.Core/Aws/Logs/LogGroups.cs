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
