using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>In a container the service hands out attempts, by the exit code of the one before.</summary>
internal sealed class Supervisor(TaskAssignment assignment) : ITaskSupervisor
{
    /// <inheritdoc/>
    public void Started(ProcessIdentity process)
    {
        // The container is ended as a whole; nobody needs to find its processes.
    }

    /// <summary>
    /// A stopped container says nothing for its task: it may have been reclaimed, and the service starts the task again. Somebody who
    /// wants it stopped for good tells the service.
    /// </summary>
    public ValueTask<bool> MayRecordAsync(TaskOutcome outcome, CancellationToken cancellationToken) => ValueTask.FromResult(
        outcome != TaskOutcome.Stopped && (!outcome.IsTransient() || assignment.Attempt >= assignment.Manifest.MaxAttempts));
}
