using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Services.Batch.Submission;

/// <summary>A part as it is in the bucket.</summary>
/// <param name="Part">The part.</param>
/// <param name="ETag">The version that its successor replaces.</param>
internal sealed record StoredPart(RunPart Part, string ETag);
