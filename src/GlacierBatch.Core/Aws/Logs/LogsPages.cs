using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Logs;

/// <summary>Whole lists, page by page as they are read.</summary>
internal static class LogsPages
{
    /// <summary>All events of a stream from where a request begins, oldest first.</summary>
    public static IAsyncEnumerable<OutputLogEvent> GetAllLogEventsAsync(
        this ILogsClient client, GetLogEventsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.GetLogEventsAsync(
                request with { NextToken = token ?? request.NextToken, StartFromHead = true }, cancellationToken),
            page => page.Events, page => page.NextForwardToken);

    /// <summary>All events that a request filters.</summary>
    public static IAsyncEnumerable<FilteredLogEvent> FilterAllLogEventsAsync(
        this ILogsClient client, FilterLogEventsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.FilterLogEventsAsync(request with { NextToken = token }, cancellationToken),
            page => page.Events, page => page.NextToken);

    /// <summary>All log streams that a request describes.</summary>
    public static IAsyncEnumerable<LogStream> DescribeAllLogStreamsAsync(
        this ILogsClient client, DescribeLogStreamsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeLogStreamsAsync(request with { NextToken = token }, cancellationToken),
            page => page.LogStreams, page => page.NextToken);

    /// <summary>All log groups that a request describes.</summary>
    public static IAsyncEnumerable<LogGroup> DescribeAllLogGroupsAsync(
        this ILogsClient client, DescribeLogGroupsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeLogGroupsAsync(request with { NextToken = token }, cancellationToken),
            page => page.LogGroups, page => page.NextToken);
}
