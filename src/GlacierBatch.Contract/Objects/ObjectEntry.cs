namespace GlacierBatch.Contract.Objects;

/// <summary>What a listing tells of an object.</summary>
/// <param name="Key">The key, with '/' between its parts.</param>
/// <param name="Size">Bytes.</param>
/// <param name="LastModified">When it was written.</param>
public sealed record ObjectEntry(string Key, long Size, DateTimeOffset LastModified);
