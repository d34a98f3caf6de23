using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Entrypoint;

/// <summary>In a container the service hands out attempts, by the exit code of the one before.</summary>
/// <param name="assignment">The attempt.</param>
/// <param name="failures">How many attempts before it failed by themselves.</param>
internal sealed class Supervisor(TaskAssignment assignment, int failures) : ITaskSupervisor
{
    /// <inheritdoc/>
    public void Started(ProcessIdentity process)
    {
        // The container is ended as a whole; nobody needs to find its processes.
    }

    /// <inheritdoc/>
    public void ScriptEnded()
    {
        // The container has one task, and its room is nobody else's.
    }

    /// <summary>
    /// A stopped container says nothing for its task: it may have been reclaimed, and the service starts the task again. Somebody who
    /// wants it stopped for good tells the service. A failure that may pass speaks once there were as many as the run allows, or the
    /// service will start no other attempt.
    /// </summary>
    public ValueTask<bool> MayRecordAsync(TaskOutcome outcome, CancellationToken cancellationToken) => ValueTask.FromResult(
        outcome != TaskOutcome.Stopped && (!outcome.IsTransient() || failures + 1 >= assignment.Manifest.MaxAttempts
            || assignment.Attempt >= ServiceAttempts.Of(assignment.Manifest.MaxAttempts)));
}
