using GlacierBatch.Contract.Rasters;
using GlacierBatch.Core.Outputs.Pixels;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>How much of a region raw tiles cover, measured at points of a grid: they lie in UTM, the region in polar
/// stereographic.</summary>
internal static class TileCoverage
{
    private const int PointsPerSide = 32;
    private const int TilePage = 256 << 10;
    private const int FirstUtmNorth = 32601;
    private const int LastUtmNorth = 32660;

    /// <summary>The share of the region, 0 to 1, where one of the tiles has data.</summary>
    /// <exception cref="PixelsUnreadableException">It cannot be measured; the message says why.</exception>
    /// <exception cref="PixelsDamagedException">A tile's pixels are damaged.</exception>
    /// <exception cref="TiffFormatException">A tile is no whole TIFF.</exception>
    public static async Task<double> MeasureAsync(OutputScope scope, IEnumerable<StoredFile> tiles, CancellationToken cancellationToken)
    {
        if (scope.Area.Region is not { } region) throw new PixelsUnreadableException(scope.Area.Fault ?? "the region is not known");
        if (region.Epsg != PolarStereographic.Epsg) throw new PixelsUnreadableException($"the region is in {region.CoordinateSystem}");
        var points = new (double X, double Y)[PointsPerSide * PointsPerSide];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = (region.Bounds.MinX + ((i % PointsPerSide + 0.5) / PointsPerSide * region.Bounds.Width),
                region.Bounds.MinY + ((i / PointsPerSide + 0.5) / PointsPerSide * region.Bounds.Height));
        }

        var covered = new bool[points.Length];
        foreach (var tile in tiles) await MarkAsync(scope, tile, points, covered, cancellationToken);
        return covered.Count(point => point) / (double)covered.Length;
    }

    private static async Task MarkAsync(
        OutputScope scope, StoredFile tile, (double X, double Y)[] points, bool[] covered, CancellationToken cancellationToken)
    {
        await using var stream = await ObjectStream.OpenAsync(scope.Store, tile.Entry, TilePage, scope.Meter, cancellationToken);
        var image = await TiffImage.ReadAsync(stream, cancellationToken);
        var header = image.Header;
        if (header is not { Bounds: { } bounds, PixelWidth: { } pixelWidth, PixelHeight: { } pixelHeight,
            Epsg: { } epsg and >= FirstUtmNorth and <= LastUtmNorth })
        {
            throw new PixelsUnreadableException("it does not say where in UTM it lies");
        }

        var reader = PixelReader.Open(image, stream);
        var (blocks, noData) = (image.Blocks, PixelReader.NoDataOf(header));
        var wanted = new Dictionary<int, List<(int Point, int At)>>();
        for (var i = 0; i < points.Length; i++)
        {
            var (longitude, latitude) = PolarStereographic.ToGeographic(points[i].X, points[i].Y);
            var (x, y) = UtmNorth.FromGeographic(longitude, latitude, epsg - FirstUtmNorth + 1);
            var (column, row) = (Math.Floor((x - bounds.MinX) / pixelWidth), Math.Floor((bounds.MaxY - y) / pixelHeight));
            if (covered[i] || !(column >= 0 && row >= 0 && column < header.Width && row < header.Height)) continue;
            var block = ((int)row / blocks.Height * blocks.Across) + ((int)column / blocks.Width);
            if (!wanted.TryGetValue(block, out var list)) wanted[block] = list = [];
            list.Add((i, ((int)row % blocks.Height * blocks.Width) + ((int)column % blocks.Width)));
        }

        foreach (var (block, at) in wanted.OrderBy(block => block.Key))
        {
            var pixels = await reader.ReadBlockAsync(block, cancellationToken);
            foreach (var (point, position) in at) covered[point] |= pixels[position] != noData;
        }
    }
}
