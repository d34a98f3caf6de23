namespace GlacierBatch.Core.Checkpoints;

/// <summary>What follows where a step's trigger is met.</summary>
public enum TriggerEffect
{
    /// <summary>A person decides.</summary>
    Escalate,

    /// <summary>NO-GO: the advice says what to do before the next attempt.</summary>
    NoGo,

    /// <summary>NO-GO, and no further attempt in this way: the plan's alternatives are left.</summary>
    Abandon,
}
