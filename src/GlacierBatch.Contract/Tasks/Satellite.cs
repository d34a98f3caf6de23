using System.Text.Json.Serialization;

namespace GlacierBatch.Contract.Tasks;

/// <summary>Which imagery a task processes.</summary>
public enum Satellite
{
    /// <summary>Sentinel-2, 10 m.</summary>
    [JsonStringEnumMemberName("sentinel2")]
    Sentinel2,

    /// <summary>Landsat 4 to 9, 15 m.</summary>
    [JsonStringEnumMemberName("landsat")]
    Landsat,
}
