namespace GlacierBatch.Contract.Coverage;

/// <summary>
/// EPSG:3413, polar stereographic on WGS 84, true at 70 degrees north, with 45 degrees west pointing down. Formulas: Snyder, Map
/// Projections, A Working Manual (USGS Professional Paper 1395), 7-9, 14-15, 15-9, 20-16, 21-34.
/// </summary>
internal static class PolarStereographic
{
    /// <summary>Its code.</summary>
    public const int Epsg = 3413;

    private const double SemiMajor = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double TrueLatitude = 70 * Math.PI / 180;
    private const double CentralLongitude = -45;

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));

    /// <summary>Degrees east and north of a point in metres.</summary>
    public static (double Longitude, double Latitude) ToGeographic(double x, double y)
    {
        var sine = Eccentricity * Math.Sin(TrueLatitude);
        var scale = Math.Cos(TrueLatitude) / Math.Sqrt(1 - (sine * sine));
        var t = Math.Sqrt((x * x) + (y * y)) * Isometric(TrueLatitude) / (SemiMajor * scale);
        var latitude = (Math.PI / 2) - (2 * Math.Atan(t));

        // Converges to far below a millimetre in a few rounds.
        for (var round = 0; round < 8; round++)
        {
            var e = Eccentricity * Math.Sin(latitude);
            latitude = (Math.PI / 2) - (2 * Math.Atan(t * Math.Pow((1 - e) / (1 + e), Eccentricity / 2)));
        }

        return (CentralLongitude + (Math.Atan2(x, -y) * 180 / Math.PI), latitude * 180 / Math.PI);
    }

    private static double Isometric(double latitude)
    {
        var e = Eccentricity * Math.Sin(latitude);
        return Math.Tan((Math.PI / 4) - (latitude / 2)) / Math.Pow((1 - e) / (1 + e), Eccentricity / 2);
    }
}
