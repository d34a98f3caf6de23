namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>Asks for a stack's events, newest first.</summary>
internal sealed record DescribeStackEventsRequest
{
    public required string StackName { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of events.</summary>
internal sealed record DescribeStackEventsResponse(IReadOnlyList<StackEvent> StackEvents, string? NextToken);

/// <summary>Something that happened to a resource of a stack, or to the stack.</summary>
internal sealed record StackEvent
{
    public required string EventId { get; init; }

    public required string StackName { get; init; }

    public required DateTimeOffset Timestamp { get; init; }

    public string? StackId { get; init; }

    public string? LogicalResourceId { get; init; }

    public string? PhysicalResourceId { get; init; }

    public string? ResourceType { get; init; }

    public string? ResourceStatus { get; init; }

    /// <summary>AWS's own reason.</summary>
    public string? ResourceStatusReason { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary>Asks for a stack's resources.</summary>
internal sealed record DescribeStackResourcesRequest
{
    public string? StackName { get; init; }

    public string? LogicalResourceId { get; init; }

    public string? PhysicalResourceId { get; init; }
}

/// <summary>A stack's resources, at most 100.</summary>
internal sealed record DescribeStackResourcesResponse(IReadOnlyList<StackResource> StackResources);

/// <summary>A resource of a stack.</summary>
internal sealed record StackResource
{
    public required string LogicalResourceId { get; init; }

    public required string ResourceType { get; init; }

    public required string ResourceStatus { get; init; }

    public string? PhysicalResourceId { get; init; }

    public string? ResourceStatusReason { get; init; }

    public DateTimeOffset? Timestamp { get; init; }
}
