namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>
/// The operations of AWS CloudFormation in use, by AWS's own names. What fails throws what the SDK throws;
/// <see cref="AwsFault"/> says it.
/// </summary>
internal interface ICloudFormationClient
{
    /// <summary>Begins to create a stack.</summary>
    Task<CreateStackResponse> CreateStackAsync(CreateStackRequest request, CancellationToken cancellationToken);

    /// <summary>Begins to delete a stack.</summary>
    Task<DeleteStackResponse> DeleteStackAsync(DeleteStackRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of stacks.</summary>
    Task<DescribeStacksResponse> DescribeStacksAsync(DescribeStacksRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of a stack's events, newest first.</summary>
    Task<DescribeStackEventsResponse> DescribeStackEventsAsync(DescribeStackEventsRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a stack's resources, at most 100.</summary>
    Task<DescribeStackResourcesResponse> DescribeStackResourcesAsync(
        DescribeStackResourcesRequest request, CancellationToken cancellationToken);

    /// <summary>Begins to make a change set.</summary>
    Task<CreateChangeSetResponse> CreateChangeSetAsync(CreateChangeSetRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a change set, with a page of its changes.</summary>
    Task<DescribeChangeSetResponse> DescribeChangeSetAsync(DescribeChangeSetRequest request, CancellationToken cancellationToken);

    /// <summary>Begins to make a change set's changes.</summary>
    Task<ExecuteChangeSetResponse> ExecuteChangeSetAsync(ExecuteChangeSetRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a change set.</summary>
    Task<DeleteChangeSetResponse> DeleteChangeSetAsync(DeleteChangeSetRequest request, CancellationToken cancellationToken);

    /// <summary>Goes on rolling back a failed update.</summary>
    Task<ContinueUpdateRollbackResponse> ContinueUpdateRollbackAsync(
        ContinueUpdateRollbackRequest request, CancellationToken cancellationToken);

    /// <summary>Gets a stack's template.</summary>
    Task<GetTemplateResponse> GetTemplateAsync(GetTemplateRequest request, CancellationToken cancellationToken);
}
