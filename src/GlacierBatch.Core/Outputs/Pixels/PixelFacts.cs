namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>What all pixels of a scene together tell.</summary>
/// <param name="Sha256">
/// Of the pixels as 16-bit numbers, least significant byte first, from left to right, then downwards: the same whatever the
/// compression, tiling and byte order of the file. In Python: <c>hashlib.sha256(dataset.read(1).tobytes()).hexdigest()</c>.
/// </param>
/// <param name="Count">How many pixels there are.</param>
/// <param name="Valid">How many of them carry data.</param>
/// <param name="IsVaried">Whether two pixels with data differ.</param>
internal sealed record PixelFacts(string Sha256, long Count, long Valid, bool IsVaried);
