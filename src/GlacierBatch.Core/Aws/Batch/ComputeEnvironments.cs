namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Asks for compute environments, by name or ARN, or for all.</summary>
internal sealed record DescribeComputeEnvironmentsRequest
{
    public IReadOnlyList<string>? ComputeEnvironments { get; init; }

    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of compute environments.</summary>
internal sealed record DescribeComputeEnvironmentsResponse
{
    public IReadOnlyList<ComputeEnvironmentDetail> ComputeEnvironments { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A compute environment.</summary>
internal sealed record ComputeEnvironmentDetail
{
    public required string ComputeEnvironmentName { get; init; }

    public required string ComputeEnvironmentArn { get; init; }

    public string? EcsClusterArn { get; init; }

    public string? Type { get; init; }

    public string? State { get; init; }

    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    public ComputeResource? ComputeResources { get; init; }

    public string? ServiceRole { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>What a compute environment may start.</summary>
internal sealed record ComputeResource
{
    /// <summary><c>EC2 SPOT FARGATE FARGATE_SPOT</c>.</summary>
    public string? Type { get; init; }

    public string? AllocationStrategy { get; init; }

    public int? MinvCpus { get; init; }

    public int? MaxvCpus { get; init; }

    public int? DesiredvCpus { get; init; }

    public IReadOnlyList<string>? InstanceTypes { get; init; }

    public IReadOnlyList<string>? Subnets { get; init; }

    public IReadOnlyList<string>? SecurityGroupIds { get; init; }

    public string? InstanceRole { get; init; }

    public LaunchTemplateSpecification? LaunchTemplate { get; init; }

    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <summary>The launch template of a compute environment's instances.</summary>
internal sealed record LaunchTemplateSpecification(string? LaunchTemplateId, string? LaunchTemplateName, string? Version);

/// <summary>Changes a compute environment; what is null stays.</summary>
internal sealed record UpdateComputeEnvironmentRequest
{
    public required string ComputeEnvironment { get; init; }

    public string? State { get; init; }

    public ComputeResourceUpdate? ComputeResources { get; init; }

    public string? ServiceRole { get; init; }
}

/// <summary>What to change of what a compute environment may start.</summary>
internal sealed record ComputeResourceUpdate
{
    public int? MinvCpus { get; init; }

    public int? MaxvCpus { get; init; }

    public int? DesiredvCpus { get; init; }
}

/// <summary>The compute environment that is changed.</summary>
internal sealed record UpdateComputeEnvironmentResponse(string? ComputeEnvironmentName, string? ComputeEnvironmentArn);

/// <summary>Deletes a compute environment, which must be disabled and in no queue.</summary>
internal sealed record DeleteComputeEnvironmentRequest(string ComputeEnvironment);

/// <summary>Nothing: that it was accepted is all.</summary>
internal sealed record DeleteComputeEnvironmentResponse;
