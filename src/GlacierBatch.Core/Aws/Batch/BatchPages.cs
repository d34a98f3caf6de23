using System.Runtime.CompilerServices;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Batch;

/// <summary>Whole lists, page by page as they are read.</summary>
internal static class BatchPages
{
    /// <summary>The most ids of one DescribeJobs.</summary>
    public const int DescribeJobsMost = 100;

    /// <summary>Jobs by their ids, as many as there are, 100 a call. What Batch does not know (yet) is missing.</summary>
    public static async IAsyncEnumerable<JobDetail> DescribeAllJobsAsync(
        this IBatchClient client, IEnumerable<string> jobIds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ids in jobIds.Chunk(DescribeJobsMost))
        {
            var page = await client.DescribeJobsAsync(new DescribeJobsRequest(ids), cancellationToken);
            foreach (var job in page.Jobs) yield return job;
        }
    }

    /// <summary>All jobs that a request lists.</summary>
    public static IAsyncEnumerable<JobSummary> ListAllJobsAsync(
        this IBatchClient client, ListJobsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.ListJobsAsync(request with { NextToken = token }, cancellationToken),
            page => page.JobSummaryList, page => page.NextToken);

    /// <summary>All job definitions that a request describes.</summary>
    public static IAsyncEnumerable<JobDefinition> DescribeAllJobDefinitionsAsync(
        this IBatchClient client, DescribeJobDefinitionsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeJobDefinitionsAsync(request with { NextToken = token }, cancellationToken),
            page => page.JobDefinitions, page => page.NextToken);

    /// <summary>All job queues that a request describes.</summary>
    public static IAsyncEnumerable<JobQueueDetail> DescribeAllJobQueuesAsync(
        this IBatchClient client, DescribeJobQueuesRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeJobQueuesAsync(request with { NextToken = token }, cancellationToken),
            page => page.JobQueues, page => page.NextToken);

    /// <summary>All compute environments that a request describes.</summary>
    public static IAsyncEnumerable<ComputeEnvironmentDetail> DescribeAllComputeEnvironmentsAsync(
        this IBatchClient client, DescribeComputeEnvironmentsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeComputeEnvironmentsAsync(request with { NextToken = token }, cancellationToken),
            page => page.ComputeEnvironments, page => page.NextToken);
}
