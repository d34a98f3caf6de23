namespace GlacierBatch.Contract.Objects;

/// <summary>A small object, read whole, with the version that a conditional write of its successor names.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">Identifies exactly this content.</param>
public sealed record StoredDocument(ReadOnlyMemory<byte> Content, string ETag);
