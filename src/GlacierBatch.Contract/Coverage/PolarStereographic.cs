namespace GlacierBatch.Contract.Coverage;

/// <summary>
/// EPSG:3413, polar stereographic on WGS 84, true at 70 degrees north, with 45 degrees west pointing down. Formulas: Snyder, Map
/// Projections, A Working Manual (USGS Professional Paper 1395), 3-5, 14-15, 15-9, 20-16, 21-34.
/// </summary>
internal static class PolarStereographic
{
    /// <summary>Its code.</summary>
    public const int Epsg = 3413;

    private const double SemiMajor = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double TrueLatitude = 70 * Math.PI / 180;
    private const double CentralLongitude = -45;

    private static readonly double Squared = Flattening * (2 - Flattening);
    private static readonly double Eccentricity = Math.Sqrt(Squared);

    /// <summary>What the latitude of a sphere is off by, as a series of sines: exact to a tenth of a millimetre.</summary>
    private static readonly double[] Series =
    [
        (Squared / 2) + (5 * Math.Pow(Squared, 2) / 24) + (Math.Pow(Squared, 3) / 12) + (13 * Math.Pow(Squared, 4) / 360),
        (7 * Math.Pow(Squared, 2) / 48) + (29 * Math.Pow(Squared, 3) / 240) + (811 * Math.Pow(Squared, 4) / 11520),
        (7 * Math.Pow(Squared, 3) / 120) + (81 * Math.Pow(Squared, 4) / 1120),
        4279 * Math.Pow(Squared, 4) / 161280,
    ];

    /// <summary>The tangent of half a point's distance from the pole, for each metre of it on the map.</summary>
    private static readonly double TangentPerMetre = Isometric(TrueLatitude) / (SemiMajor * Math.Cos(TrueLatitude))
        * Math.Sqrt(1 - (Squared * Math.Pow(Math.Sin(TrueLatitude), 2)));

    /// <summary>Degrees east and north of a point in metres.</summary>
    public static (double Longitude, double Latitude) ToGeographic(double x, double y)
    {
        var conformal = (Math.PI / 2) - (2 * Math.Atan(Math.Sqrt((x * x) + (y * y)) * TangentPerMetre));
        var latitude = conformal;
        for (var i = 0; i < Series.Length; i++) latitude += Series[i] * Math.Sin(2 * (i + 1) * conformal);
        return (CentralLongitude + (Math.Atan2(x, -y) * 180 / Math.PI), latitude * 180 / Math.PI);
    }

    private static double Isometric(double latitude)
    {
        var e = Eccentricity * Math.Sin(latitude);
        return Math.Tan((Math.PI / 4) - (latitude / 2)) / Math.Pow((1 - e) / (1 + e), Eccentricity / 2);
    }
}
