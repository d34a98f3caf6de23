using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.CloudFormation;

/// <summary>Whole lists, page by page as they are read.</summary>
internal static class CloudFormationPages
{
    /// <summary>All events of a stack, newest first: stop reading at the first one that is known.</summary>
    public static IAsyncEnumerable<StackEvent> DescribeAllStackEventsAsync(
        this ICloudFormationClient client, DescribeStackEventsRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeStackEventsAsync(request with { NextToken = token }, cancellationToken),
            page => page.StackEvents, page => page.NextToken);

    /// <summary>All changes of a change set.</summary>
    public static IAsyncEnumerable<Change> DescribeAllChangesAsync(
        this ICloudFormationClient client, DescribeChangeSetRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeChangeSetAsync(request with { NextToken = token }, cancellationToken),
            page => page.Changes, page => page.NextToken);
}
