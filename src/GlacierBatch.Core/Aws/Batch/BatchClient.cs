using Amazon.Runtime;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Batch;

/// <summary>AWS Batch over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class BatchClient : IBatchClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("Batch", "AWS Batch", "batch", "batch", "2016-08-10");

    private readonly JsonCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public BatchClient(AwsConnection connection) =>
        _caller = new JsonCaller(AwsServiceClient.Open(Service, connection), BatchJson.Default, null);

    /// <inheritdoc/>
    public async Task<SubmitJobResponse> SubmitJobAsync(SubmitJobRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await _caller.CallAsync<SubmitJobRequest, SubmitJobResponse>("SubmitJob", request, cancellationToken, sendOnce: true);
        }
        catch (Exception error) when (MayHaveTakenEffect(error))
        {
            throw new UnknownOutcomeException("SubmitJob", request.JobName, error);
        }
    }

    /// <inheritdoc/>
    public Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeJobsRequest, DescribeJobsResponse>("DescribeJobs", request, cancellationToken);

    /// <inheritdoc/>
    public Task<ListJobsResponse> ListJobsAsync(ListJobsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<ListJobsRequest, ListJobsResponse>("ListJobs", request, cancellationToken);

    /// <inheritdoc/>
    public Task<TerminateJobResponse> TerminateJobAsync(TerminateJobRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<TerminateJobRequest, TerminateJobResponse>("TerminateJob", request, cancellationToken);

    /// <inheritdoc/>
    public Task<RegisterJobDefinitionResponse> RegisterJobDefinitionAsync(
        RegisterJobDefinitionRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<RegisterJobDefinitionRequest, RegisterJobDefinitionResponse>("RegisterJobDefinition", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeJobDefinitionsResponse> DescribeJobDefinitionsAsync(
        DescribeJobDefinitionsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeJobDefinitionsRequest, DescribeJobDefinitionsResponse>(
            "DescribeJobDefinitions", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeregisterJobDefinitionResponse> DeregisterJobDefinitionAsync(
        DeregisterJobDefinitionRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DeregisterJobDefinitionRequest, DeregisterJobDefinitionResponse>(
            "DeregisterJobDefinition", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeJobQueuesResponse> DescribeJobQueuesAsync(DescribeJobQueuesRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeJobQueuesRequest, DescribeJobQueuesResponse>("DescribeJobQueues", request, cancellationToken);

    /// <inheritdoc/>
    public Task<UpdateJobQueueResponse> UpdateJobQueueAsync(UpdateJobQueueRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<UpdateJobQueueRequest, UpdateJobQueueResponse>("UpdateJobQueue", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteJobQueueResponse> DeleteJobQueueAsync(DeleteJobQueueRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DeleteJobQueueRequest, DeleteJobQueueResponse>("DeleteJobQueue", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeComputeEnvironmentsResponse> DescribeComputeEnvironmentsAsync(
        DescribeComputeEnvironmentsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeComputeEnvironmentsRequest, DescribeComputeEnvironmentsResponse>(
            "DescribeComputeEnvironments", request, cancellationToken);

    /// <inheritdoc/>
    public Task<UpdateComputeEnvironmentResponse> UpdateComputeEnvironmentAsync(
        UpdateComputeEnvironmentRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<UpdateComputeEnvironmentRequest, UpdateComputeEnvironmentResponse>(
            "UpdateComputeEnvironment", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DeleteComputeEnvironmentResponse> DeleteComputeEnvironmentAsync(
        DeleteComputeEnvironmentRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DeleteComputeEnvironmentRequest, DeleteComputeEnvironmentResponse>(
            "DeleteComputeEnvironment", request, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();

    // A refusal is an answer; a server's failure, a torn connection or an unreadable answer is none.
    private static bool MayHaveTakenEffect(Exception error) => AwsFault.KindOf(error) is
        AwsFaultKind.AnswerLost or AwsFaultKind.AnswerUnreadable or AwsFaultKind.ServerFailed
        || error is AmazonServiceException { StatusCode: System.Net.HttpStatusCode.RequestTimeout };
}
