namespace GlacierBatch.Contract.Pixels;

/// <summary>A raster's pixels cannot be decoded here, which says nothing about them. The message is the reason.</summary>
public sealed class PixelsUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
