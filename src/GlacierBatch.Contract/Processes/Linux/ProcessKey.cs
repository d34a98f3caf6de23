namespace GlacierBatch.Contract.Processes.Linux;

/// <summary>Which process, as the kernel counts: an id, and the start in clock ticks since boot.</summary>
/// <param name="Id">The process id.</param>
/// <param name="StartTicks">The start, in clock ticks since boot.</param>
internal readonly record struct ProcessKey(int Id, long StartTicks);
