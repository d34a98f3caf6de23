namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>Takes the next pixels of an image: from left to right, then downwards.</summary>
internal delegate void TakePixels(ReadOnlySpan<ushort> pixels);
