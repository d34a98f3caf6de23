namespace GlacierBatch.S3Sink;

/// <summary>An object, or one part of one, as it came.</summary>
/// <param name="Pieces">The content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">With quotation marks. No MD5, which would cost the server more than all else; it looks like that of parts.</param>
/// <param name="Written">When.</param>
/// <param name="Headers">What is told with it: the user's metadata, and the whole's checksum where it came with one.</param>
internal sealed record StoredObject(
    IReadOnlyList<byte[]> Pieces, long Size, string ETag, DateTimeOffset Written, IReadOnlyList<KeyValuePair<string, string>> Headers);
