namespace GlacierBatch.Contract.Pixels;

/// <summary>A raster's pixels are not what its header says. The message is a reason that follows the file's name.</summary>
public sealed class PixelsDamagedException(string message, Exception? inner = null) : Exception(message, inner);
