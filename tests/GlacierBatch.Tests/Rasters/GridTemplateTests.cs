using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Rasters;

/// <summary>A template made from the region's grid is the one that the script would make; gdalinfo reads it.</summary>
public sealed class GridTemplateTests : IDisposable
{
    /// <summary>The region 140_CentralLindenow.</summary>
    private static readonly Bounds Lindenow = new(65700, -3255220, 75000, -3248320);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_grid_has_the_regions_shape_corner_and_system()
    {
        var header = await ReadAsync(await WriteAsync(Lindenow, 10));
        Assert.Equal(new TiffHeader(930, 690, 1, 16, 1, 8, 1, true, false, 0, 3413, 10, 10, Lindenow), header);
    }

    [Fact]
    public async Task A_huge_grid_is_a_small_file()
    {
        // 160 x 130 km at 10 m, which is larger than any region: 416 MB of pixels.
        var bytes = await WriteAsync(new Bounds(-318650, -1788660, -158650, -1658660), 10);
        Assert.InRange(bytes.Length, 1, 16_000);
    }

    [Fact]
    public async Task Rounding_far_below_a_pixel_does_no_harm()
    {
        var rounded = Lindenow with { MaxX = Lindenow.MaxX + 1e-9, MinY = Lindenow.MinY - 1e-9 };
        var header = await ReadAsync(await WriteAsync(rounded, 10));
        Assert.Equal((930, 690), (header.Width, header.Height));
        Assert.True(header.Covers(rounded, 0.001));
    }

    [Theory]
    [InlineData(0, 0, 305, 300, 10)]
    [InlineData(0, 0, 300, 301, 15)]
    [InlineData(0, 0, 0, 300, 10)]
    [InlineData(300, 0, 0, 300, 10)]
    [InlineData(0, 0, double.NaN, 300, 10)]
    [InlineData(0, 0, double.PositiveInfinity, 300, 10)]
    [InlineData(0, 0, 1e300, 300, 10)]
    [InlineData(0, 0, 2e9, 2e9, 1)]
    [InlineData(0, 0, 300, 300, 0)]
    public async Task Bounds_that_are_no_whole_number_of_pixels_are_refused(
        double minX, double minY, double maxX, double maxY, int resolution)
    {
        var target = new MemoryStream();
        await Assert.ThrowsAsync<ArgumentException>(
            () => GridTemplate.WriteAsync(target, new Bounds(minX, minY, maxX, maxY), 3413, resolution));
        await Assert.ThrowsAsync<ArgumentException>(() => GridTemplate.WriteAsync(target, Lindenow, 32767, 10));
        Assert.Equal(0, target.Length);
    }

    [Fact]
    public async Task The_refusal_names_the_bounds_and_the_resolution()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => WriteAsync(new Bounds(0, 0, 305, 300), 10));
        Assert.StartsWith("The bounds 0 0 305 300 are no whole number of pixels of 10 m.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gdal_reads_the_same_grid_and_nothing_but_no_data()
    {
        var path = _folder.File("grid.tif");
        await File.WriteAllBytesAsync(path, await WriteAsync(Lindenow, 10));
        using var info = JsonDocument.Parse(await RunAsync("gdalinfo", "-json", path));
        var root = info.RootElement;
        Assert.Equal([930, 690], root.GetProperty("size").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal([65700, 10, 0, -3248320, 0, -10], root.GetProperty("geoTransform").EnumerateArray().Select(n => n.GetDouble()));
        Assert.Contains("ID[\"EPSG\",3413]", root.GetProperty("coordinateSystem").GetProperty("wkt").GetString(), StringComparison.Ordinal);
        var band = root.GetProperty("bands")[0];
        Assert.Equal("UInt16", band.GetProperty("type").GetString());
        Assert.Equal(0, band.GetProperty("noDataValue").GetDouble());
        Assert.Single(root.GetProperty("bands").EnumerateArray());

        // Every block decodes: a copy to plain strips has all pixels, all of them zero.
        var copy = _folder.File("copy.tif");
        await RunAsync("gdal_translate", "-q", path, copy);
        await using var stream = File.OpenRead(copy);
        Assert.Equal(Lindenow, (await TiffHeader.ReadAsync(stream)).Bounds);
        Assert.InRange(stream.Length, 930 * 690 * 2, 930 * 690 * 2 + 10_000);
        var pixels = File.ReadAllBytes(copy).AsSpan(^(930 * 690 * 2)..);
        Assert.False(pixels.ContainsAnyExcept((byte)0));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(15)]
    public async Task The_grids_of_all_production_regions_have_exactly_their_bounds(int resolution)
    {
        var regions = RegionCatalog.Read(SharedData.ProductionCatalog()).Regions;
        Assert.Equal(192, regions.Count);
        foreach (var region in regions)
        {
            var header = await ReadAsync(await WriteAsync(region.Bounds, resolution));
            Assert.Equal(region.Bounds, header.Bounds);
            Assert.Equal(region.Epsg, header.Epsg);
        }
    }

    private static async Task<byte[]> WriteAsync(Bounds bounds, int resolution)
    {
        var stream = new MemoryStream();
        await GridTemplate.WriteAsync(stream, bounds, 3413, resolution);
        return stream.ToArray();
    }

    private static Task<TiffHeader> ReadAsync(byte[] bytes) => TiffHeader.ReadAsync(new MemoryStream(bytes));

    private static async Task<string> RunAsync(string command, params string[] arguments)
    {
        Assert.SkipWhen(Programs.Find(command).Length == 0, string.Create(CultureInfo.InvariantCulture, $"{command} is not installed"));
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true });
        Assert.NotNull(process);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
