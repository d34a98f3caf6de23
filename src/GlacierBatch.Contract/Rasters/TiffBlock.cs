namespace GlacierBatch.Contract.Rasters;

/// <summary>A strip or tile of an image, where it lies in the file.</summary>
/// <param name="Offset">Where it begins, in bytes from the file's beginning.</param>
/// <param name="Size">Bytes as they are stored; 0 of one that was never written, which readers take for no data.</param>
public readonly record struct TiffBlock(long Offset, long Size);
