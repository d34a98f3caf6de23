namespace GlacierBatch.Contract.Objects;

/// <summary>A small object, read whole, with the version that a conditional write of its successor names.</summary>
/// <param name="Content">The bytes.</param>
/// <param name="ETag">Identifies exactly this content.</param>
public sealed record StoredDocument(ReadOnlyMemory<byte> Content, string ETag)
{
    /// <summary>Ten times the manifest of the whole archive, in bytes. What is larger is none of ours, and would fill the memory.</summary>
    internal const long MaxBytes = 128 << 20;

    /// <summary>Refuses what is too large to be a document.</summary>
    /// <exception cref="InvalidDataException">It is.</exception>
    internal static void RequireSize(string key, Uri location, long bytes)
    {
        if (bytes <= MaxBytes) return;
        throw new InvalidDataException(
            $"The document {key} in {location} has {bytes} bytes, more than any of GlacierBatch's: it is damaged or was not written by "
                + "it.");
    }
}
