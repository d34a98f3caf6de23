namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>A parameter of a template.</summary>
internal sealed record Parameter
{
    public required string ParameterKey { get; init; }

    public string? ParameterValue { get; init; }

    /// <summary>Whether the stack keeps the value it has.</summary>
    public bool? UsePreviousValue { get; init; }
}

/// <summary>A tag of a stack and of all its resources.</summary>
internal sealed record Tag(string Key, string Value);

/// <summary>Begins to create a stack.</summary>
internal sealed record CreateStackRequest
{
    public required string StackName { get; init; }

    /// <summary>At most 51,200 bytes.</summary>
    public string? TemplateBody { get; init; }

    /// <summary>Of an object in S3, for what is larger.</summary>
    public string? TemplateURL { get; init; }

    public IReadOnlyList<Parameter>? Parameters { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    /// <summary><c>DO_NOTHING ROLLBACK DELETE</c>.</summary>
    public string? OnFailure { get; init; }

    public int? TimeoutInMinutes { get; init; }

    /// <summary>The same token twice is one request.</summary>
    public string? ClientRequestToken { get; init; }

    public bool? EnableTerminationProtection { get; init; }

    public string? RoleARN { get; init; }
}

/// <summary>The stack that is being made.</summary>
internal sealed record CreateStackResponse(string? StackId);

/// <summary>Begins to delete a stack.</summary>
internal sealed record DeleteStackRequest
{
    public required string StackName { get; init; }

    /// <summary>Logical names of what to leave, only of a stack in DELETE_FAILED.</summary>
    public IReadOnlyList<string>? RetainResources { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? RoleARN { get; init; }
}

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record DeleteStackResponse;

/// <summary>Asks for stacks, by name or id, or for all.</summary>
internal sealed record DescribeStacksRequest
{
    /// <summary>A deleted stack is found by its id only.</summary>
    public string? StackName { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of stacks.</summary>
internal sealed record DescribeStacksResponse(IReadOnlyList<Stack> Stacks, string? NextToken);

/// <summary>A stack.</summary>
internal sealed record Stack
{
    public required string StackName { get; init; }

    public required string StackStatus { get; init; }

    public string? StackId { get; init; }

    public string? StackStatusReason { get; init; }

    public string? Description { get; init; }

    public DateTimeOffset? CreationTime { get; init; }

    public DateTimeOffset? LastUpdatedTime { get; init; }

    public DateTimeOffset? DeletionTime { get; init; }

    public bool EnableTerminationProtection { get; init; }

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    public IReadOnlyList<Output> Outputs { get; init; } = [];

    public IReadOnlyList<Tag> Tags { get; init; } = [];
}

/// <summary>An output of a stack.</summary>
internal sealed record Output(string OutputKey, string? OutputValue, string? Description);

/// <summary>Goes on rolling back after UPDATE_ROLLBACK_FAILED.</summary>
internal sealed record ContinueUpdateRollbackRequest
{
    public required string StackName { get; init; }

    /// <summary>Logical names of what to leave as it is.</summary>
    public IReadOnlyList<string>? ResourcesToSkip { get; init; }

    public string? ClientRequestToken { get; init; }

    public string? RoleARN { get; init; }
}

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record ContinueUpdateRollbackResponse;
