namespace GlacierBatch.Contract.Transfers;

/// <summary>A file that arrived: the store confirmed it, or it has its final name in the folder.</summary>
/// <param name="Key">The object.</param>
/// <param name="Path">The file, as a full path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of the content, in hexadecimal, from the one time that it was read.</param>
/// <param name="Reused">Whether the same content was there already and none of it was moved.</param>
public sealed record Transferred(string Key, string Path, long Size, string Sha256, bool Reused);
