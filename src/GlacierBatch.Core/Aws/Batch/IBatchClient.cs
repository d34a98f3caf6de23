namespace GlacierBatch.Core.Aws.Batch;

/// <summary>
/// The operations of AWS Batch in use, by AWS's own names. What fails throws what the SDK throws; <see cref="AwsFault"/> says it.
/// </summary>
internal interface IBatchClient
{
    /// <summary>Submits a job. It is sent once; again only after it was refused for its rate, or where nothing was sent.</summary>
    /// <param name="request">The job.</param>
    /// <param name="cancellationToken">Ends the call; whether the job was submitted is then not known.</param>
    /// <exception cref="UnknownOutcomeException">It was sent, and whether the job exists is not known.</exception>
    Task<SubmitJobResponse> SubmitJobAsync(SubmitJobRequest request, CancellationToken cancellationToken);

    /// <summary>Describes up to 100 jobs.</summary>
    Task<DescribeJobsResponse> DescribeJobsAsync(DescribeJobsRequest request, CancellationToken cancellationToken);

    /// <summary>Lists a page of jobs.</summary>
    Task<ListJobsResponse> ListJobsAsync(ListJobsRequest request, CancellationToken cancellationToken);

    /// <summary>Stops a job.</summary>
    Task<TerminateJobResponse> TerminateJobAsync(TerminateJobRequest request, CancellationToken cancellationToken);

    /// <summary>Registers a revision of a job definition.</summary>
    Task<RegisterJobDefinitionResponse> RegisterJobDefinitionAsync(
        RegisterJobDefinitionRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of job definitions.</summary>
    Task<DescribeJobDefinitionsResponse> DescribeJobDefinitionsAsync(
        DescribeJobDefinitionsRequest request, CancellationToken cancellationToken);

    /// <summary>Makes a revision inactive.</summary>
    Task<DeregisterJobDefinitionResponse> DeregisterJobDefinitionAsync(
        DeregisterJobDefinitionRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of job queues.</summary>
    Task<DescribeJobQueuesResponse> DescribeJobQueuesAsync(DescribeJobQueuesRequest request, CancellationToken cancellationToken);

    /// <summary>Changes a job queue.</summary>
    Task<UpdateJobQueueResponse> UpdateJobQueueAsync(UpdateJobQueueRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a disabled job queue.</summary>
    Task<DeleteJobQueueResponse> DeleteJobQueueAsync(DeleteJobQueueRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of compute environments.</summary>
    Task<DescribeComputeEnvironmentsResponse> DescribeComputeEnvironmentsAsync(
        DescribeComputeEnvironmentsRequest request, CancellationToken cancellationToken);

    /// <summary>Changes a compute environment.</summary>
    Task<UpdateComputeEnvironmentResponse> UpdateComputeEnvironmentAsync(
        UpdateComputeEnvironmentRequest request, CancellationToken cancellationToken);

    /// <summary>Deletes a disabled compute environment that no queue has.</summary>
    Task<DeleteComputeEnvironmentResponse> DeleteComputeEnvironmentAsync(
        DeleteComputeEnvironmentRequest request, CancellationToken cancellationToken);
}
