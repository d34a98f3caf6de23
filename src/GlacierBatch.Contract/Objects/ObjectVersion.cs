namespace GlacierBatch.Contract.Objects;

/// <summary>One version of an object, as S3 describes it.</summary>
/// <param name="ETag">Identifies it.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Crc32">Of the whole, as S3's headers have it; null where S3 keeps another checksum, or none.</param>
internal sealed record ObjectVersion(string ETag, long Size, string? Crc32);
