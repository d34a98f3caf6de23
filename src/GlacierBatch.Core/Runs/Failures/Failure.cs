namespace GlacierBatch.Core.Runs.Failures;

/// <summary>Why a job failed, and what to do.</summary>
/// <param name="Category">Why.</param>
/// <param name="IsTransient">Whether the same job, submitted again with nothing changed, may succeed.</param>
/// <param name="Advice">What to do, in one line.</param>
public sealed record Failure(FailureCategory Category, bool IsTransient, string Advice);
