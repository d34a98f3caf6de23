using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;

namespace GlacierBatch.Contract.Running;

/// <summary>What the service that hands out attempts is told and asked while one runs.</summary>
public interface ITaskSupervisor
{
    /// <summary>The script runs; what ends it later must know which process it is.</summary>
    void Started(ProcessIdentity process);

    /// <summary>
    /// Nothing of the script runs any more: what follows is judging and publishing, and its processors and memory are free.
    /// </summary>
    void ScriptEnded();

    /// <summary>
    /// Whether this attempt may speak for the task: publish, and write the result record. No while another attempt will follow,
    /// or once somebody else holds the task.
    /// </summary>
    ValueTask<bool> MayRecordAsync(TaskOutcome outcome, CancellationToken cancellationToken);
}
