using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Logs;

/// <summary>Amazon CloudWatch Logs over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class LogsClient : ILogsClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("CloudWatch Logs", "CloudWatch Logs", "logs", "logs", "2014-03-28");

    private readonly JsonCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public LogsClient(AwsConnection connection) =>
        _caller = new JsonCaller(AwsServiceClient.Open(Service, connection), LogsJson.Default, "Logs_20140328");

    /// <inheritdoc/>
    public Task<GetLogEventsResponse> GetLogEventsAsync(GetLogEventsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<GetLogEventsRequest, GetLogEventsResponse>("GetLogEvents", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeLogGroupsResponse> DescribeLogGroupsAsync(DescribeLogGroupsRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeLogGroupsRequest, DescribeLogGroupsResponse>("DescribeLogGroups", request, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();
}
