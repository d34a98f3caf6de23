using System.Globalization;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>What the names of scenes and tiles tell.</summary>
internal static class SceneNames
{
    /// <summary>The day of acquisition (UTC), or null where the name is none that a script writes.</summary>
    public static DateOnly? DateOf(Satellite satellite, string name)
    {
        // S2A_MSIL2A_20240803T143751_..., 20240802143105_LC8...
        var from = satellite == Satellite.Sentinel2 ? 11 : 0;
        if (name.Length < from + 8 || (satellite == Satellite.Sentinel2 && !name.StartsWith("S2", StringComparison.Ordinal))) return null;
        return DateOnly.TryParseExact(name.AsSpan(from, 8), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day : null;
    }

    /// <summary>Whether a window holds a scene's day; one without a day is in none.</summary>
    public static bool IsIn(this DateWindow? window, Satellite satellite, string name) =>
        DateOf(satellite, name) is { } day && (window is null || (day >= window.Start && day <= window.End));
}
