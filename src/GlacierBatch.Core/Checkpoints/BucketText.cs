namespace GlacierBatch.Core.Checkpoints;

/// <summary>A small object of the bucket, read as text.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Text">Its text.</param>
/// <param name="LastModified">When it was written.</param>
/// <param name="SeenAt">When it was found.</param>
public sealed record BucketText(string Key, string Text, DateTimeOffset LastModified, DateTimeOffset SeenAt);
