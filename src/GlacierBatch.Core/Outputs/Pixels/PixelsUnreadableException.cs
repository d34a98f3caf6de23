namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>A raster's pixels cannot be decoded here, which says nothing about them. The message is the reason.</summary>
internal sealed class PixelsUnreadableException(string message, Exception? inner = null) : Exception(message, inner);
