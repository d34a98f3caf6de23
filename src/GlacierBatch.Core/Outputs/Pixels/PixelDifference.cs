namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>How far pixels are from other ones.</summary>
/// <param name="Differing">How many differ.</param>
/// <param name="Largest">By how much at most.</param>
internal sealed record PixelDifference(long Differing, int Largest);
