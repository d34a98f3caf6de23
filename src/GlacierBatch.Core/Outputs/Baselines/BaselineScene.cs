namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>One scene of a baseline.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Size">The file's bytes.</param>
/// <param name="Sha256">Of the file, in hexadecimal.</param>
/// <param name="PixelSha256">
/// Of its pixels as 16-bit numbers, least significant byte first, row by row: independent of compression and tiling. In Python:
/// <c>hashlib.sha256(dataset.read(1).tobytes()).hexdigest()</c>.
/// </param>
/// <param name="ValidPixels">How many pixels carry data.</param>
/// <param name="Pixels">The pixels themselves by zlib, where they were asked for; else null.</param>
public sealed record BaselineScene(
    string Name, int Width, int Height, long Size, string Sha256, string PixelSha256, long ValidPixels, byte[]? Pixels = null);
