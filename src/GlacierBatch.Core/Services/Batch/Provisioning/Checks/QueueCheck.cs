namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Whether each queue is there, takes jobs, and is valid.</summary>
internal sealed class QueueCheck : IBatchCheck
{
    /// <inheritdoc/>
    public string Name => "Queue";

    /// <inheritdoc/>
    public Task<CheckFinding> LookAsync(CheckSubject subject, CancellationToken cancellationToken) => Task.FromResult(Look(subject));

    private static CheckFinding Look(CheckSubject subject)
    {
        var again = subject.Record.StackName is null
            ? "Ask whoever made it."
            : $"Repeat New-GlacierBatchEnvironment {subject.Environment.Name}: it sets that right.";
        foreach (var (option, name) in subject.Record.Queues)
        {
            if (!subject.Real.Queues.TryGetValue(option,
                out var queue)) return CheckFinding.Failed($"The job queue {name} does not exist", again);
            if (queue.State != "ENABLED")
                return CheckFinding.Failed($"The job queue {queue.JobQueueName} is {queue.State}: it takes no jobs", again);
            if (queue.Status != "VALID")
            {
                return CheckFinding.Failed(
                    $"The job queue {queue.JobQueueName} is {queue.Status}: {MessageText.Of(queue.StatusReason, 200)}", again);
            }
        }

        return CheckFinding.Passed($"{string.Join(", ", subject.Real.Queues.Keys)}: ENABLED and VALID");
    }
}
