namespace GlacierBatch.Contract.Tasks;

/// <summary>How scripts, keys and environment variables spell a satellite, and what depends on it.</summary>
public static class SatelliteNames
{
    /// <summary>The lower-case name used in keys, arguments and variables.</summary>
    public static string ToName(this Satellite satellite) => satellite switch
    {
        Satellite.Sentinel2 => "sentinel2",
        Satellite.Landsat => "landsat",
        _ => throw new ArgumentOutOfRangeException(nameof(satellite), satellite, "No such satellite."),
    };

    /// <summary>The satellite of a name, or null.</summary>
    public static Satellite? Parse(string? name) => name?.ToLowerInvariant() switch
    {
        "sentinel2" => Satellite.Sentinel2,
        "landsat" => Satellite.Landsat,
        _ => null,
    };

    /// <summary>Edge length of an output pixel, in metres.</summary>
    public static int ResolutionMetres(this Satellite satellite) => satellite == Satellite.Sentinel2 ? 10 : 15;
}
