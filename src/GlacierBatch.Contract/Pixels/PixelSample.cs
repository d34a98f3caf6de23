namespace GlacierBatch.Contract.Pixels;

/// <summary>A few pixels of a scene in which two with data differ. Scenes with other prints have other pixels.</summary>
/// <param name="Block">Which strip or tile they are from.</param>
/// <param name="Print">A hash of them.</param>
public sealed record PixelSample(int Block, UInt128 Print);
