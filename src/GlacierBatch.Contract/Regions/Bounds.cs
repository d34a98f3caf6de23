namespace GlacierBatch.Contract.Regions;

/// <summary>A rectangle in the coordinates of a projected reference system.</summary>
/// <param name="MinX">West edge, in metres.</param>
/// <param name="MinY">South edge, in metres.</param>
/// <param name="MaxX">East edge, in metres.</param>
/// <param name="MaxY">North edge, in metres.</param>
public sealed record Bounds(double MinX, double MinY, double MaxX, double MaxY)
{
    /// <summary>East-west extent, in metres.</summary>
    public double Width => MaxX - MinX;

    /// <summary>North-south extent, in metres.</summary>
    public double Height => MaxY - MinY;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{MinX} {MinY} {MaxX} {MaxY}");
}
