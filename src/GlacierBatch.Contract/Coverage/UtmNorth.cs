namespace GlacierBatch.Contract.Coverage;

/// <summary>
/// UTM on WGS 84, the northern half: EPSG:32601 to 32660. Formulas: Krüger's series as in Karney, Transverse Mercator with an accuracy of
/// a few nanometers (2011), to the third order, which is exact to millimetres.
/// </summary>
internal static class UtmNorth
{
    private const double SemiMajor = 6378137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double Scale = 0.9996;
    private const double FalseEasting = 500_000;
    private const double N = Flattening / (2 - Flattening);

    private static readonly double Eccentricity = Math.Sqrt(Flattening * (2 - Flattening));
    private static readonly double Radius = SemiMajor / (1 + N) * (1 + (N * N / 4) + (N * N * N * N / 64));

    private static readonly double[] Alpha =
    [
        (N / 2) - (2 * N * N / 3) + (5 * N * N * N / 16),
        (13 * N * N / 48) - (3 * N * N * N / 5),
        61 * N * N * N / 240,
    ];

    /// <summary>Metres of a point in degrees.</summary>
    /// <param name="longitude">Degrees east.</param>
    /// <param name="latitude">Degrees north.</param>
    /// <param name="zone">1 to 60.</param>
    public static (double X, double Y) FromGeographic(double longitude, double latitude, int zone)
    {
        var (phi, lambda) = (latitude * Math.PI / 180, (longitude - ((6 * zone) - 183)) * Math.PI / 180);
        var sine = Math.Sin(phi);
        var t = Math.Sinh(Math.Atanh(sine) - (Eccentricity * Math.Atanh(Eccentricity * sine)));
        var xi = Math.Atan2(t, Math.Cos(lambda));
        var eta = Math.Atanh(Math.Sin(lambda) / Math.Sqrt(1 + (t * t)));
        var (easting, northing) = (eta, xi);
        for (var j = 1; j <= Alpha.Length; j++)
        {
            easting += Alpha[j - 1] * Math.Cos(2 * j * xi) * Math.Sinh(2 * j * eta);
            northing += Alpha[j - 1] * Math.Sin(2 * j * xi) * Math.Cosh(2 * j * eta);
        }

        return (FalseEasting + (Scale * Radius * easting), Scale * Radius * northing);
    }
}
