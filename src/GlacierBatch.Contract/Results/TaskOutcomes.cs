namespace GlacierBatch.Contract.Results;

/// <summary>What follows from an outcome.</summary>
public static class TaskOutcomes
{
    /// <summary>Whether nothing went wrong.</summary>
    public static bool IsSuccess(this TaskOutcome outcome) => outcome is TaskOutcome.Done or TaskOutcome.NoScenes;

    /// <summary>Whether another attempt with the same means may end otherwise.</summary>
    public static bool IsTransient(this TaskOutcome outcome) =>
        outcome is TaskOutcome.Upstream or TaskOutcome.LostScenes or TaskOutcome.Infrastructure;

    /// <summary>The exit code by which a service learns of it.</summary>
    public static int ToExitCode(this TaskOutcome outcome) => outcome switch
    {
        TaskOutcome.Done or TaskOutcome.NoScenes => ExitCodes.Done,
        TaskOutcome.BadTask => ExitCodes.BadTask,
        TaskOutcome.WorkloadMissing => ExitCodes.WorkloadMissing,
        TaskOutcome.Timeout => ExitCodes.TimedOut,
        TaskOutcome.Stopped => ExitCodes.Stopped,
        _ when outcome.IsTransient() => ExitCodes.Transient,
        _ => ExitCodes.ScriptFailed,
    };
}
