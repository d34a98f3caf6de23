using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;

namespace GlacierBatch.Tests.Running;

/// <summary>Hands out attempts as a service would.</summary>
internal sealed class TestSupervisor : ITaskSupervisor
{
    /// <summary>Whether the attempt may speak for the task.</summary>
    public Func<TaskOutcome, bool> MayRecord { get; init; } = _ => true;

    /// <summary>Told which process runs the script.</summary>
    public Action<ProcessIdentity> OnStarted { get; init; } = _ => { };

    public int Starts { get; private set; }

    public void Started(ProcessIdentity process)
    {
        Starts++;
        OnStarted(process);
    }

    /// <summary>How many scripts have ended.</summary>
    public int Ends { get; private set; }

    public void ScriptEnded() => Ends++;

    public ValueTask<bool> MayRecordAsync(TaskOutcome outcome,
        CancellationToken cancellationToken) => ValueTask.FromResult(MayRecord(outcome));
}
