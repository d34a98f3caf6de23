using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Follows what CloudFormation does to a stack, event by event, to its end.</summary>
/// <param name="client">CloudFormation.</param>
/// <param name="watch">Who is told of events.</param>
/// <param name="time">The clock.</param>
internal sealed class StackMonitor(ICloudFormationClient client, ProvisioningWatch watch, TimeProvider time)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>A stack by name or id, or null; a deleted one is found by its id only.</summary>
    public async Task<Stack?> FindAsync(string stack, CancellationToken cancellationToken)
    {
        try
        {
            var page = await client.DescribeStacksAsync(new DescribeStacksRequest { StackName = stack }, cancellationToken);
            return page.Stacks is [var found, ..] && StackStates.Of(found.StackStatus) != StackState.Absent ? found : null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>The newest event that there is, from which on others are new; null where there is none.</summary>
    public async Task<string?> MarkAsync(string stack, CancellationToken cancellationToken)
    {
        try
        {
            var page = await client.DescribeStackEventsAsync(new DescribeStackEventsRequest { StackName = stack }, cancellationToken);
            return page.StackEvents is [var newest, ..] ? newest.EventId : null;
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Follows what is under way until it has ended.</summary>
    /// <param name="stack">The stack, by its id, since a deleted one has no name.</param>
    /// <param name="after">The last event that was told; older ones are not told again.</param>
    /// <param name="all">How many resources there are in all.</param>
    /// <param name="cancellationToken">Stops following; what is under way goes on.</param>
    /// <returns>The status at the end.</returns>
    public async Task<string> FollowAsync(string stack, string? after, int all, CancellationToken cancellationToken)
    {
        var seen = after;
        var ended = new HashSet<string>(StringComparer.Ordinal);
        for (var wait = First; ; wait = wait + First < Longest ? wait + First : Longest)
        {
            // The status first: what ended it is then among the events.
            var status = await StatusAsync(stack, cancellationToken);
            seen = await TellAsync(stack, seen, ended, all, cancellationToken);
            if (StackStates.Of(status) != StackState.Busy) return status;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task<string> StatusAsync(string stack, CancellationToken cancellationToken)
    {
        try
        {
            var page = await client.DescribeStacksAsync(new DescribeStacksRequest { StackName = stack }, cancellationToken);
            return page.Stacks is [var found, ..] ? found.StackStatus : "DELETE_COMPLETE";
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return "DELETE_COMPLETE";
        }
    }

    private async Task<string?> TellAsync(
        string stack, string? seen, HashSet<string> ended, int all, CancellationToken cancellationToken)
    {
        var news = new List<StackEvent>();
        try
        {
            var request = new DescribeStackEventsRequest { StackName = stack };
            await foreach (var happened in client.DescribeAllStackEventsAsync(request, cancellationToken))
            {
                if (happened.EventId == seen) break;
                news.Add(happened);
            }
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return seen;
        }

        foreach (var happened in Enumerable.Reverse(news))
        {
            var status = happened.ResourceStatus ?? "";
            var isOfStack = happened.ResourceType == "AWS::CloudFormation::Stack";
            if (!isOfStack && !status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal)) ended.Add(happened.LogicalResourceId ?? "");
            watch.Show(new ProvisioningStep(
                happened.LogicalResourceId ?? "", happened.ResourceType ?? "", status, happened.ResourceStatusReason,
                Math.Min(ended.Count, all), all));
        }

        return news is [var newest, ..] ? newest.EventId : seen;
    }
}
