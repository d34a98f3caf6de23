using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>AWS CloudFormation over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class CloudFormationClient : ICloudFormationClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service =
        new("CloudFormation", "AWS CloudFormation", "cloudformation", "cloudformation", "2010-05-15");

    private readonly QueryCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public CloudFormationClient(AwsConnection connection) =>
        _caller = new QueryCaller(AwsServiceClient.Open(Service, connection), Service.Version, CloudFormationJson.Default);

    /// <inheritdoc/>
    public Task<CreateStackResponse> CreateStackAsync(CreateStackRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("CreateStack", request, CloudFormationXml.CreateStack, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteStackResponse> DeleteStackAsync(DeleteStackRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DeleteStack", request, CloudFormationXml.DeleteStack, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeStacksResponse> DescribeStacksAsync(DescribeStacksRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DescribeStacks", request, CloudFormationXml.DescribeStacks, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeStackEventsResponse> DescribeStackEventsAsync(
        DescribeStackEventsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DescribeStackEvents", request, CloudFormationXml.DescribeStackEvents, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeStackResourcesResponse> DescribeStackResourcesAsync(
        DescribeStackResourcesRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DescribeStackResources", request, CloudFormationXml.DescribeStackResources, cancellationToken);

    /// <inheritdoc/>
    public Task<CreateChangeSetResponse> CreateChangeSetAsync(CreateChangeSetRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("CreateChangeSet", request, CloudFormationXml.CreateChangeSet, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeChangeSetResponse> DescribeChangeSetAsync(DescribeChangeSetRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DescribeChangeSet", request, CloudFormationXml.DescribeChangeSet, cancellationToken);

    /// <inheritdoc/>
    public Task<ExecuteChangeSetResponse> ExecuteChangeSetAsync(ExecuteChangeSetRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("ExecuteChangeSet", request, CloudFormationXml.ExecuteChangeSet, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteChangeSetResponse> DeleteChangeSetAsync(DeleteChangeSetRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("DeleteChangeSet", request, CloudFormationXml.DeleteChangeSet, cancellationToken);

    /// <inheritdoc/>
    public Task<ContinueUpdateRollbackResponse> ContinueUpdateRollbackAsync(
        ContinueUpdateRollbackRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("ContinueUpdateRollback", request, CloudFormationXml.ContinueUpdateRollback, cancellationToken);

    /// <inheritdoc/>
    public Task<GetTemplateResponse> GetTemplateAsync(GetTemplateRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync("GetTemplate", request, CloudFormationXml.GetTemplate, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();
}
