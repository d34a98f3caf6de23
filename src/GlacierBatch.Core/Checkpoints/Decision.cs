namespace GlacierBatch.Core.Checkpoints;

/// <summary>What a checkpoint comes to.</summary>
public enum Decision
{
    /// <summary>All criteria that count hold: the next step may begin.</summary>
    Go,

    /// <summary>Not so, and what to do is known.</summary>
    NoGo,

    /// <summary>A person must decide: something could not be checked, or lies between GO and NO-GO.</summary>
    Escalate,
}
