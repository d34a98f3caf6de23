namespace GlacierBatch.Core.Checkpoints;

/// <summary>An attempt as it lies in the bucket.</summary>
/// <param name="Record">What it says.</param>
/// <param name="ETag">The version that a conditional write of its successor names.</param>
internal sealed record StoredAttempt(AttemptRecord Record, string ETag);
