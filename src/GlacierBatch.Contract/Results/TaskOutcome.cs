namespace GlacierBatch.Contract.Results;

/// <summary>How a task ended: done, nothing to do, or what kept it from being done.</summary>
public enum TaskOutcome
{
    /// <summary>Scenes were clipped and published.</summary>
    Done,

    /// <summary>The imagery's catalogue has no scene in the window: no failure, and counted apart.</summary>
    NoScenes,

    /// <summary>The script said success and scenes existed, but nothing was clipped.</summary>
    NoOutput,

    /// <summary>Scenes were clipped, but some that the catalogue has were refused or damaged on the way.</summary>
    LostScenes,

    /// <summary>The script failed.</summary>
    Script,

    /// <summary>The imagery's servers refused or failed; trying again may help.</summary>
    Upstream,

    /// <summary>The task took longer than it may.</summary>
    Timeout,

    /// <summary>The task needed more memory than it was given.</summary>
    OutOfMemory,

    /// <summary>It was stopped by someone.</summary>
    Stopped,

    /// <summary>The scripts are not where they should be, or are not those that were submitted.</summary>
    WorkloadMissing,

    /// <summary>The task itself cannot be carried out as it was written.</summary>
    BadTask,

    /// <summary>The machine, its disk or the store failed; trying again may help.</summary>
    Infrastructure,
}
