namespace GlacierBatch.Core.Services.Local;

/// <summary>What follows an attempt's end.</summary>
internal enum NextStep
{
    /// <summary>The attempt speaks for the task: its result is recorded, and the job has ended.</summary>
    Record,

    /// <summary>The cause may pass: the task is tried again.</summary>
    Retry,

    /// <summary>The task ran out of memory: it is tried again in the next size class.</summary>
    RetryLarger,

    /// <summary>The session ends: the task goes back to the queue for the next one.</summary>
    Release,
}
