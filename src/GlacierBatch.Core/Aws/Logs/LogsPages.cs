using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Logs;

/// <summary>Whole lists, page by page as they are read.</summary>
internal static class LogsPages
{
    /// <summary>All log groups that a request describes.</summary>
    public static IAsyncEnumerable<LogGroup> DescribeAllLogGroupsAsync(
        this ILogsClient client, DescribeLogGroupsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeLogGroupsAsync(request with { NextToken = token }, cancellationToken),
            page => page.LogGroups, page => page.NextToken);
}
