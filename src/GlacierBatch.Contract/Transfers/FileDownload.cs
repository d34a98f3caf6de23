namespace GlacierBatch.Contract.Transfers;

/// <summary>An object on its way into a folder.</summary>
/// <param name="Key">The object.</param>
/// <param name="Path">The file, below the folder, with forward slashes; the same rules hold as for keys.</param>
/// <param name="Size">Bytes, where known: another size is a fault.</param>
/// <param name="Sha256">In hexadecimal, where known: other content is a fault, and a file that has it is not fetched again.</param>
public sealed record FileDownload(string Key, string Path, long? Size = null, string? Sha256 = null);
