namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>Begins to make a change set: what an update would do.</summary>
internal sealed record CreateChangeSetRequest
{
    public required string StackName { get; init; }

    /// <summary>At most 128 of letters, digits and hyphens; the first a letter.</summary>
    public required string ChangeSetName { get; init; }

    /// <summary><c>CREATE</c> or <c>UPDATE</c>.</summary>
    public string? ChangeSetType { get; init; }

    public string? TemplateBody { get; init; }

    public string? TemplateURL { get; init; }

    public bool? UsePreviousTemplate { get; init; }

    public IReadOnlyList<Parameter>? Parameters { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public IReadOnlyList<Tag>? Tags { get; init; }

    public string? Description { get; init; }

    public string? ClientToken { get; init; }

    public string? RoleARN { get; init; }
}

/// <summary>The change set that is being made.</summary>
internal sealed record CreateChangeSetResponse(string? Id, string? StackId);

/// <summary>Asks for a change set.</summary>
internal sealed record DescribeChangeSetRequest
{
    public required string ChangeSetName { get; init; }

    public string? StackName { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A change set with a page of its changes.</summary>
internal sealed record DescribeChangeSetResponse
{
    public string? ChangeSetName { get; init; }

    public string? ChangeSetId { get; init; }

    public string? StackName { get; init; }

    public string? StackId { get; init; }

    /// <summary><c>FAILED</c> with a reason that says so is one without changes.</summary>
    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public string? ExecutionStatus { get; init; }

    public IReadOnlyList<Change> Changes { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A change.</summary>
internal sealed record Change(string? Type, ResourceChange? ResourceChange);

/// <summary>What would happen to a resource.</summary>
internal sealed record ResourceChange
{
    /// <summary><c>Add Modify Remove Import Dynamic</c>.</summary>
    public string? Action { get; init; }

    public string? LogicalResourceId { get; init; }

    public string? PhysicalResourceId { get; init; }

    public string? ResourceType { get; init; }

    /// <summary><c>True False Conditional</c>.</summary>
    public string? Replacement { get; init; }

    public IReadOnlyList<string> Scope { get; init; } = [];

    /// <summary>The names of the properties that change.</summary>
    public IReadOnlyList<ResourceChangeDetail> Details { get; init; } = [];
}

/// <summary>Why a resource changes.</summary>
internal sealed record ResourceChangeDetail
{
    /// <summary><c>Properties Tags Metadata ...</c></summary>
    public string? Attribute { get; init; }

    /// <summary>The property.</summary>
    public string? Name { get; init; }

    /// <summary><c>Never Conditionally Always</c>.</summary>
    public string? RequiresRecreation { get; init; }

    public string? ChangeSource { get; init; }
}

/// <summary>Begins to make the changes.</summary>
internal sealed record ExecuteChangeSetRequest
{
    public required string ChangeSetName { get; init; }

    public string? StackName { get; init; }

    public string? ClientRequestToken { get; init; }
}

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record ExecuteChangeSetResponse;

/// <summary>Deletes a change set.</summary>
internal sealed record DeleteChangeSetRequest
{
    public required string ChangeSetName { get; init; }

    public string? StackName { get; init; }
}

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record DeleteChangeSetResponse;
