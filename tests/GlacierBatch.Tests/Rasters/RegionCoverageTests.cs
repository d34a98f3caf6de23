using System.Diagnostics;
using GlacierBatch.Contract.Coverage;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Rasters;

/// <summary>How much of a region tiles cover.</summary>
public sealed class RegionCoverageTests : IDisposable
{
    private static readonly Region Square = new("134_Arsuk", 6, [], new Bounds(65700, -3250320, 68700, -3247320), 3413);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>GDAL warps the group's real tiles from UTM into the region and counts what has data.</summary>
    [Theory]
    [InlineData("134_Arsuk")]
    [InlineData("140_CentralLindenow")]
    public async Task Of_real_tiles_it_is_what_gdals_own_projection_gives(string name)
    {
        var region = RegionCatalog.Read(SharedData.ProductionCatalog()).Regions.Single(region => region.Name == name);
        var tiles = Directory.GetFiles(SharedData.ProductionOutputs(), "*_B08.tif", SearchOption.AllDirectories)
            .Where(path => path.Contains($"/{name}/", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, tiles.Count);
        var shares = new List<double>();
        foreach (var tile in tiles)
        {
            await using var content = File.OpenRead(tile);
            var coverage = new RegionCoverage(region);
            shares.Add(await coverage.AddAsync(content, CancellationToken.None));
            Assert.Equal(shares[^1], coverage.Share);
            Assert.InRange(shares[^1], await WarpAsync(tile, region.Bounds) - 0.02, await WarpAsync(tile, region.Bounds) + 0.02);
        }

        // One of them covers less than half, which is why its scene was not clipped.
        Assert.Single(shares, share => share < 0.5);
        Assert.Equal(3, shares.Count(share => share > 0.5));
    }

    [Fact]
    public async Task Tiles_of_a_scene_cover_together_what_either_covers()
    {
        var coverage = new RegionCoverage(Square);
        Assert.Equal(0.5, await coverage.AddAsync(Tile(column => column < 150), CancellationToken.None));
        Assert.Equal(0.5, await coverage.AddAsync(Tile(column => column is >= 75 and < 225), CancellationToken.None));
        Assert.Equal(0.75, coverage.Share);
        Assert.Equal(0, await new RegionCoverage(Square).AddAsync(Tile(_ => false), CancellationToken.None));
    }

    /// <summary>There by Snyder's formulas 21-33, 21-34, 14-15 and 15-9, back by the series: a tenth of a millimetre is a billionth of a
    /// degree.</summary>
    [Fact]
    public void A_point_of_the_map_is_where_it_was_projected_from()
    {
        const double flattening = 1 / 298.257223563;
        var e = Math.Sqrt(flattening * (2 - flattening));
        double Tangent(double phi) =>
            Math.Tan((Math.PI / 4) - (phi / 2)) / Math.Pow((1 - (e * Math.Sin(phi))) / (1 + (e * Math.Sin(phi))), e / 2);
        var truth = 70 * Math.PI / 180;
        var m = Math.Cos(truth) / Math.Sqrt(1 - Math.Pow(e * Math.Sin(truth), 2));
        for (var latitude = 58.0; latitude < 90; latitude += 0.37)
        {
            var longitude = -75 + (latitude - 58) * 2;
            var distance = 6378137 * m * Tangent(latitude * Math.PI / 180) / Tangent(truth);
            var angle = (longitude + 45) * Math.PI / 180;
            var found = PolarStereographic.ToGeographic(distance * Math.Sin(angle), -distance * Math.Cos(angle));
            Assert.Equal(longitude, found.Longitude, 1e-9);
            Assert.Equal(latitude, found.Latitude, 1e-9);
        }
    }

    [Fact]
    public async Task What_cannot_be_measured_says_why()
    {
        var elsewhere = await Assert.ThrowsAsync<PixelsUnreadableException>(
            () => new RegionCoverage(Square with { Epsg = 32622 }).AddAsync(Tile(_ => true), CancellationToken.None));
        Assert.Contains("EPSG:3413", elsewhere.Message, StringComparison.Ordinal);
        Assert.Contains("EPSG:32622", elsewhere.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TiffFormatException>(
            () => new RegionCoverage(Square).AddAsync(new MemoryStream("<Error/>"u8.ToArray()), CancellationToken.None));
    }

    private static MemoryStream Tile(Func<int, bool> hasData)
    {
        var raster = RasterBuilder.Of(Square.Bounds, 10, 1);
        for (var i = 0; i < raster.Pixels.Length; i++) raster.Pixels[i] = (ushort)(hasData(i % raster.Width) ? 7 : 0);
        return new MemoryStream(raster.Build());
    }

    private async Task<double> WarpAsync(string tile, Bounds bounds)
    {
        var program = Programs.Find("gdalwarp");
        Assert.SkipWhen(program.Length == 0, "gdalwarp is not installed (apt-get install gdal-bin)");
        var target = _folder.File($"{Guid.NewGuid():N}.tif");
        string[] arguments =
        [
            "-q", "-t_srs", "EPSG:3413", "-r", "near", "-tr", "100", "100",
            "-te", .. bounds.ToString().Split(' '), tile, target,
        ];
        using var process = Process.Start(new ProcessStartInfo(program, arguments));
        await process!.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        await using var content = File.OpenRead(target);
        var (valid, count) = (0L, 0L);
        await PixelReader.Open(await TiffImage.ReadAsync(content), content).ReadAllAsync(pixels =>
        {
            count += pixels.Length;
            valid += pixels.Length - pixels.Count((ushort)0);
        }, CancellationToken.None);
        return (double)valid / count;
    }
}
