namespace GlacierBatch.Contract.Results;

/// <summary>One raw tile that the script downloaded, listed even where it is not kept.</summary>
/// <param name="Path">Its path below the scripts' base folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Fault">Why it is no readable TIFF, or null.</param>
public sealed record RawTile(string Path, long Size, string? Fault = null);
