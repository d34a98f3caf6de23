using System.Globalization;
using System.Text.Json;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Samples;

/// <summary>What GDAL, a reader that nobody here wrote, finds in a raster after reading all of it.</summary>
internal sealed record GdalInfo(
    int Width, int Height, double[] GeoTransform, int Epsg, int Bands, string Type, double NoData, string Compression,
    double ValidPercent, double StandardDeviation)
{
    /// <summary>Reads a raster; the test is skipped where gdalinfo is absent.</summary>
    public static async Task<GdalInfo> Read(SampleScript script, string path)
    {
        var program = Programs.Find("gdalinfo");
        Assert.SkipWhen(program.Length == 0, "gdalinfo is not installed");
        // No .aux.xml beside the raster: the trees of two runs are compared.
        var text = await script.RunProgram(program, "-json", "-stats", "-checksum", "--config", "GDAL_PAM_ENABLED", "NO", path);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        var bands = root.GetProperty("bands");
        var band = bands[0];
        var statistics = band.GetProperty("metadata").GetProperty("");
        var wkt = root.GetProperty("coordinateSystem").GetProperty("wkt").GetString() ?? "";
        var structure = root.GetProperty("metadata").GetProperty("IMAGE_STRUCTURE");
        return new(
            root.GetProperty("size")[0].GetInt32(),
            root.GetProperty("size")[1].GetInt32(),
            [.. root.GetProperty("geoTransform").EnumerateArray().Select(value => value.GetDouble())],
            wkt.EndsWith("ID[\"EPSG\",3413]]", StringComparison.Ordinal) ? 3413 : 0,
            bands.GetArrayLength(),
            band.GetProperty("type").GetString() ?? "",
            band.GetProperty("noDataValue").GetDouble(),
            structure.TryGetProperty("COMPRESSION", out var compression) ? compression.GetString() ?? "" : "",
            Number(statistics, "STATISTICS_VALID_PERCENT"),
            Number(statistics, "STATISTICS_STDDEV"));
    }

    private static double Number(JsonElement statistics, string name) =>
        double.Parse(statistics.GetProperty(name).GetString() ?? "", CultureInfo.InvariantCulture);
}
