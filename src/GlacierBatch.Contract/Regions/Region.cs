namespace GlacierBatch.Contract.Regions;

/// <summary>One glacier area of interest, as the catalogue has it.</summary>
/// <param name="Name">The name, for instance <c>140_CentralLindenow</c>; see <see cref="RegionName"/>.</param>
/// <param name="AreaKm2">Area in square kilometres.</param>
/// <param name="Tiles">The Sentinel-2 (MGRS) tiles that cover it, for instance <c>23VNH</c>.</param>
/// <param name="Bounds">The bounding box, in metres of <paramref name="Epsg"/>.</param>
/// <param name="Epsg">EPSG code of the coordinate reference system; 3413 in the production catalogue.</param>
public sealed record Region(string Name, double AreaKm2, IReadOnlyList<string> Tiles, Bounds Bounds, int Epsg)
{
    /// <summary>The number that the name begins with, or null.</summary>
    public int? Number
    {
        get
        {
            var digits = Name.AsSpan(0, Name.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : Name.Length);
            return int.TryParse(digits, out var number) ? number : null;
        }
    }

    /// <summary>The coordinate reference system, for instance <c>EPSG:3413</c>.</summary>
    public string CoordinateSystem => FormattableString.Invariant($"EPSG:{Epsg}");

    /// <inheritdoc/>
    public override string ToString() => Name;
}
