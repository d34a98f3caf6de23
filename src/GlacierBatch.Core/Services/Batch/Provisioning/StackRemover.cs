using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Deletes a stack, and what its deletion leaves behind.</summary>
/// <param name="client">CloudFormation.</param>
/// <param name="sweep">Deletes Batch's resources one by one.</param>
/// <param name="watch">Who is told.</param>
/// <param name="time">The clock.</param>
internal sealed class StackRemover(ICloudFormationClient client, ResourceSweep sweep, ProvisioningWatch watch, TimeProvider time)
{
    private const int MostTries = 4;
    private const string Queue = "AWS::Batch::JobQueue";
    private const string Environment = "AWS::Batch::ComputeEnvironment";

    private readonly StackMonitor _monitor = new(client, watch, time);

    /// <summary>Deletes the stack and waits for it.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="stored">Its resources as the environment's record has them, for what CloudFormation does not know any more.</param>
    /// <param name="cancellationToken">Stops waiting; a deletion that was begun goes on.</param>
    /// <exception cref="GlacierBatchException">A resource could not be deleted; the message names it and AWS's reason.</exception>
    public async Task RemoveAsync(Stack stack, IReadOnlyDictionary<string, string> stored, CancellationToken cancellationToken)
    {
        var id = stack.StackId ?? stack.StackName;
        var inventory = (await StackInventory.ReadAsync(client, id, cancellationToken)).With(stored);
        var status = stack.StackStatus;
        for (var tries = 1; ; tries++)
        {
            // Something may be under way, another's deletion among it.
            if (StackStates.Of(status) == StackState.Busy) status = await FollowAsync(id, null, inventory, cancellationToken);
            if (StackStates.Of(status) == StackState.Absent) break;
            var mark = await _monitor.MarkAsync(id, cancellationToken);
            watch.Tell($"Deleting the stack {stack.StackName}.");
            await client.DeleteStackAsync(new DeleteStackRequest { StackName = id }, cancellationToken);
            status = await FollowAsync(id, mark, inventory, cancellationToken);
            if (StackStates.Of(status) == StackState.Absent) break;
            var failures = await StackFailure.FindAsync(client, id, cancellationToken);
            var cause = failures.FirstOrDefault() ?? new StackFailure(stack.StackName, "AWS::CloudFormation::Stack", null, status);
            if (tries == MostTries) throw cause.ToException(stack.StackName, "deleted", "What is gone stays gone.");
            watch.Tell($"{cause.Resource} ({cause.PhysicalId}) was not deleted: {cause.Reason} Taking it down and trying again.");
            await SweepAsync(inventory, cancellationToken);
        }

        await SweepAsync(inventory, cancellationToken);
    }

    /// <summary>Deletes Batch's resources that are still there though their stack is not.</summary>
    public Task SweepAsync(StackInventory inventory, CancellationToken cancellationToken) =>
        sweep.RunAsync(inventory.Of(Queue), inventory.Of(Environment), cancellationToken);

    /// <summary>Deletes what nobody told of and is the stack's all the same.</summary>
    public Task SweepAsync(StrayResources strays, CancellationToken cancellationToken) =>
        sweep.RunAsync(strays.Queues, strays.Environments, cancellationToken);

    /// <summary>Batch's resources that are still there.</summary>
    public Task<IReadOnlyList<string>> FindLeftAsync(StackInventory inventory, CancellationToken cancellationToken) =>
        sweep.FindLeftAsync(inventory.Of(Queue), inventory.Of(Environment), cancellationToken);

    private Task<string> FollowAsync(string id, string? mark, StackInventory inventory, CancellationToken cancellationToken) =>
        _monitor.FollowAsync(id, mark, inventory.Ids.Count, cancellationToken);
}
