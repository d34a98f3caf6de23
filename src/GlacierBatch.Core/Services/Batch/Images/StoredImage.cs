namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>An environment's image as the registry knows it.</summary>
/// <param name="Image">The image as <c>repository@sha256:digest</c>.</param>
/// <param name="SizeBytes">Its size in the registry, compressed, in bytes; null where the registry does not tell.</param>
/// <param name="PushedAt">When it was pushed, or null.</param>
public sealed record StoredImage(string Image, long? SizeBytes, DateTimeOffset? PushedAt);
