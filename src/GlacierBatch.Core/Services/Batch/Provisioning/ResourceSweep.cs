using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>
/// Takes down Batch's own resources one by one, in the order in which AWS lets them go: queues, then compute environments. What AWS
/// refuses for a while is asked for again.
/// </summary>
/// <param name="batch">Batch.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class ResourceSweep(IBatchClient batch, ProvisioningWatch watch, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    // "found existing JobQueue relationship", "resource is being modified", "state must be DISABLED", while an instance ends.
    private static readonly string[] Passing = ["relationship", "being modified", "is currently", "must be disabled", "in use", "retry"];

    /// <summary>Disables and deletes what is still there of these.</summary>
    /// <param name="queues">ARNs or names of job queues.</param>
    /// <param name="environments">ARNs or names of compute environments.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">AWS kept refusing one; the message names it and AWS's reason.</exception>
    public async Task RunAsync(IReadOnlyList<string> queues, IReadOnlyList<string> environments, CancellationToken cancellationToken)
    {
        foreach (var queue in queues)
        {
            await EndAsync($"the job queue {queue}", () => FindQueueAsync(queue, cancellationToken),
                () => batch.UpdateJobQueueAsync(new UpdateJobQueueRequest { JobQueue = queue, State = "DISABLED" }, cancellationToken),
                () => batch.DeleteJobQueueAsync(new DeleteJobQueueRequest(queue), cancellationToken), cancellationToken);
        }

        foreach (var environment in environments)
        {
            await EndAsync($"the compute environment {environment}", () => FindEnvironmentAsync(environment, cancellationToken),
                () => batch.UpdateComputeEnvironmentAsync(
                    new UpdateComputeEnvironmentRequest { ComputeEnvironment = environment, State = "DISABLED" }, cancellationToken),
                () => batch.DeleteComputeEnvironmentAsync(new DeleteComputeEnvironmentRequest(environment), cancellationToken),
                cancellationToken);
        }
    }

    /// <summary>Which of these are still there.</summary>
    public async Task<IReadOnlyList<string>> FindLeftAsync(
        IReadOnlyList<string> queues, IReadOnlyList<string> environments, CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var queue in queues)
        {
            if (await FindQueueAsync(queue, cancellationToken) is { } state) left.Add($"the job queue {queue} ({state.Status})");
        }

        foreach (var environment in environments)
        {
            if (await FindEnvironmentAsync(environment, cancellationToken) is { } state)
                left.Add($"the compute environment {environment} ({state.Status})");
        }

        return left;
    }

    private async Task EndAsync(
        string what, Func<Task<Standing?>> find, Func<Task> disable, Func<Task> delete, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        Standing? before = null;
        string? refusal = null;
        while (await find() is { } standing)
        {
            if (time.GetElapsedTime(began) > Patience) throw Kept(what, refusal ?? standing.Reason ?? standing.Status);
            // What AWS is at, or what the last step did not change, is waited for.
            if (standing.IsMoving || standing == before)
            {
                await Task.Delay(Interval, time, cancellationToken);
                before = null;
                continue;
            }

            before = standing;
            try
            {
                if (standing.IsEnabled) await disable();
                else await delete();
                if (!standing.IsEnabled) watch.Tell($"Deleting {what}.");
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) is AwsFaultKind.Refused && IsPassing(fault.Message))
            {
                if (refusal is null) watch.Tell($"AWS does not let {what} go yet: {fault.Message}");
                refusal = fault.Message;
            }
            catch (Exception fault) when (AwsFault.KindOf(fault) is AwsFaultKind.NotFound)
            {
                return;
            }
        }
    }

    private static bool IsPassing(string reason) => Passing.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static GlacierBatchException Kept(string what, string reason) => new(
        ErrorKind.Busy, "ResourceNotDeleted",
        $"AWS did not delete {what} within {Patience.TotalMinutes:0} minutes: {MessageText.Of(reason, 400).TrimEnd('.')}.",
        reason.Contains("assume", StringComparison.OrdinalIgnoreCase) || reason.Contains("INVALID", StringComparison.Ordinal)
            ? "AWS needs the compute environment's service role to delete it: make that role again, and repeat the command."
            : "Repeat the command: what is gone stays gone.", what);

    private async Task<Standing?> FindQueueAsync(string queue, CancellationToken cancellationToken)
    {
        var page = await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest { JobQueues = [queue] }, cancellationToken);
        return page.JobQueues is [var found, ..] ? Standing.Of(found.State, found.Status, found.StatusReason) : null;
    }

    private async Task<Standing?> FindEnvironmentAsync(string environment, CancellationToken cancellationToken)
    {
        var page = await batch.DescribeComputeEnvironmentsAsync(
            new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [environment] }, cancellationToken);
        return page.ComputeEnvironments is [var found, ..] ? Standing.Of(found.State, found.Status, found.StatusReason) : null;
    }

    private sealed record Standing(bool IsEnabled, bool IsMoving, string Status, string? Reason)
    {
        public static Standing? Of(string? state, string? status, string? reason) => status == "DELETED"
            ? null
            : new Standing(state == "ENABLED", status is "CREATING" or "UPDATING" or "DELETING", status ?? "", reason);
    }
}
