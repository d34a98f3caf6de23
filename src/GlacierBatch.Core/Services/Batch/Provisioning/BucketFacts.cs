namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What matters of a bucket.</summary>
/// <param name="Name">Its name.</param>
/// <param name="AwsRegion">Where it is; null where that could not be looked at.</param>
/// <param name="KeyArn">The customer's key that it is encrypted with, or null.</param>
/// <param name="IsEncryptionKnown">Whether its encryption could be looked at.</param>
internal sealed record BucketFacts(string Name, string? AwsRegion, string? KeyArn, bool IsEncryptionKnown);
