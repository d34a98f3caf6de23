namespace GlacierBatch.Contract.Processes;

/// <summary>Why a process came to its end.</summary>
public enum ProcessEnd
{
    /// <summary>By itself.</summary>
    Exited,

    /// <summary>It was ended at its time limit.</summary>
    TimedOut,

    /// <summary>It was ended by the stop signal.</summary>
    Stopped,

    /// <summary>It was ended because its tree held more memory than its limit.</summary>
    OutOfMemory,
}
