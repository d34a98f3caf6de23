namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Registers a revision of a job definition; at most 24 KiB.</summary>
internal sealed record RegisterJobDefinitionRequest
{
    /// <summary>At most 128 of letters, digits, hyphen and underscore; the first a letter or digit.</summary>
    public required string JobDefinitionName { get; init; }

    public string Type { get; init; } = "container";

    public ContainerProperties? ContainerProperties { get; init; }

    public RetryStrategy? RetryStrategy { get; init; }

    public bool? PropagateTags { get; init; }

    public JobTimeout? Timeout { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary><c>EC2</c> or <c>FARGATE</c>.</summary>
    public IReadOnlyList<string>? PlatformCapabilities { get; init; }
}

/// <summary>The revision that was made.</summary>
internal sealed record RegisterJobDefinitionResponse
{
    public required string JobDefinitionName { get; init; }

    public required string JobDefinitionArn { get; init; }

    public required int Revision { get; init; }
}

/// <summary>Asks for job definitions, of one name or by name and revision.</summary>
internal sealed record DescribeJobDefinitionsRequest
{
    /// <summary>At most 100, as <c>name:revision</c> or ARN.</summary>
    public IReadOnlyList<string>? JobDefinitions { get; init; }

    public string? JobDefinitionName { get; init; }

    /// <summary><c>ACTIVE</c> or <c>INACTIVE</c>.</summary>
    public string? Status { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of job definitions.</summary>
internal sealed record DescribeJobDefinitionsResponse
{
    public IReadOnlyList<JobDefinition> JobDefinitions { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A revision of a job definition.</summary>
internal sealed record JobDefinition
{
    public required string JobDefinitionName { get; init; }

    public required string JobDefinitionArn { get; init; }

    public required int Revision { get; init; }

    public string? Status { get; init; }

    public string? Type { get; init; }

    public ContainerProperties? ContainerProperties { get; init; }

    public RetryStrategy? RetryStrategy { get; init; }

    public bool? PropagateTags { get; init; }

    public JobTimeout? Timeout { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public IReadOnlyList<string>? PlatformCapabilities { get; init; }
}

/// <summary>Makes a revision inactive; jobs that have it go on.</summary>
/// <param name="JobDefinition"><c>name:revision</c> or ARN.</param>
internal sealed record DeregisterJobDefinitionRequest(string JobDefinition);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record DeregisterJobDefinitionResponse;
