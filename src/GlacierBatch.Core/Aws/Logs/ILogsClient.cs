namespace GlacierBatch.Core.Aws.Logs;

/// <summary>
/// The operations of Amazon CloudWatch Logs in use, by AWS's own names. What fails throws what the SDK throws;
/// <see cref="AwsFault"/> says it.
/// </summary>
internal interface ILogsClient
{
    /// <summary>Gets a page of a stream's events.</summary>
    Task<GetLogEventsResponse> GetLogEventsAsync(GetLogEventsRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of log groups.</summary>
    Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken);
}
