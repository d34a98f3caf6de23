using GlacierBatch.Contract.Running;

namespace GlacierBatch.Entrypoint;

/// <summary>The task that a container's variables name.</summary>
/// <param name="Assignment">The attempt at it.</param>
/// <param name="Superseded">Why another attempt speaks for it and this one has nothing to do, or null.</param>
internal sealed record FoundTask(TaskAssignment Assignment, string? Superseded);
