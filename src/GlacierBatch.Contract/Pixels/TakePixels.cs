namespace GlacierBatch.Contract.Pixels;

/// <summary>Takes the next pixels of an image: from left to right, then downwards.</summary>
public delegate void TakePixels(ReadOnlySpan<ushort> pixels);
