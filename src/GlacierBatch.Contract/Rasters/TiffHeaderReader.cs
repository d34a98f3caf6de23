using System.Globalization;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Contract.Rasters;

/// <summary>Makes a header of an image's tags.</summary>
internal static class TiffHeaderReader
{
    private const int RasterTypeKey = 1025;
    private const int PixelIsPoint = 2;
    private const int ProjectedSystemKey = 3072;
    private const int UserDefined = 32767;

    /// <summary>Reads the tags.</summary>
    /// <exception cref="TiffFormatException">One that no image can do without is missing or absurd.</exception>
    public static async Task<TiffHeader> ReadAsync(TiffSource source, TiffDirectory tags, CancellationToken cancellationToken)
    {
        var width = await ReadAsync(tags, TiffTag.Width, null, int.MaxValue, cancellationToken);
        var height = await ReadAsync(tags, TiffTag.Height, null, int.MaxValue, cancellationToken);
        var geoKeys = await tags.ReadNumbersAsync(TiffTag.GeoKeys, cancellationToken);
        var scale = await tags.ReadDoublesAsync(TiffTag.PixelScale, cancellationToken);
        var tie = await tags.ReadDoublesAsync(TiffTag.TiePoints, cancellationToken);
        var hasScale = scale.Length >= 2 && IsLength(scale[0]) && IsLength(scale[1]);
        return new TiffHeader(
            width,
            height,
            await ReadAsync(tags, TiffTag.Bands, 1, ushort.MaxValue, cancellationToken),
            await ReadAsync(tags, TiffTag.BitsPerSample, 1, ushort.MaxValue, cancellationToken),
            await ReadAsync(tags, TiffTag.SampleFormat, 1, ushort.MaxValue, cancellationToken),
            await ReadAsync(tags, TiffTag.Compression, 1, ushort.MaxValue, cancellationToken),
            await ReadAsync(tags, TiffTag.Predictor, 1, ushort.MaxValue, cancellationToken),
            tags.Has(TiffTag.TileOffsets),
            source.IsBig,
            ToNoData(await tags.ReadTextAsync(TiffTag.NoData, cancellationToken)),
            FindKey(geoKeys, ProjectedSystemKey) is { } epsg and not UserDefined ? epsg : null,
            hasScale ? scale[0] : null,
            hasScale ? scale[1] : null,
            hasScale ? ToBounds(width, height, scale, tie, FindKey(geoKeys, RasterTypeKey) == PixelIsPoint) : null);
    }

    private static async Task<int> ReadAsync(
        TiffDirectory tags, TiffTag tag, int? fallback, int max, CancellationToken cancellationToken)
    {
        var value = await tags.ReadNumberAsync(tag, cancellationToken);
        if (value is null) return fallback ?? throw new TiffFormatException($"its tag {(int)tag} ({tag}) is missing");
        if (value is 0 || value > (ulong)max) throw new TiffFormatException($"its tag {(int)tag} ({tag}) is {value}");
        return (int)value;
    }

    private static bool IsLength(double value) => double.IsFinite(value) && value > 0;

    private static double? ToNoData(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The number that a geographic key has in the directory itself, or null.</summary>
    private static int? FindKey(TiffNumbers keys, int wanted)
    {
        for (var i = 4; i + 3 < keys.Count; i += 4)
        {
            if (keys[i] == (ulong)wanted && keys[i + 1] == 0 && keys[i + 3] <= ushort.MaxValue) return (int)keys[i + 3];
        }

        return null;
    }

    /// <summary>
    /// The edges, computed as everybody does: the corner that the file names, and so many pixels from there. That gives the
    /// region's own numbers back wherever those are exact multiples of the pixel apart, as the production catalogue's are.
    /// </summary>
    private static Bounds? ToBounds(int width, int height, double[] scale, double[] tie, bool isPoint)
    {
        if (tie.Length != 6) return null;
        var half = isPoint ? 0.5 : 0;
        var minX = tie[3] - (tie[0] + half) * scale[0];
        var maxY = tie[4] + (tie[1] + half) * scale[1];
        var bounds = new Bounds(minX, maxY - height * scale[1], minX + width * scale[0], maxY);
        return double.IsFinite(bounds.MinX) && double.IsFinite(bounds.MinY) && double.IsFinite(bounds.MaxX) && double.IsFinite(bounds.MaxY)
            ? bounds
            : null;
    }
}
