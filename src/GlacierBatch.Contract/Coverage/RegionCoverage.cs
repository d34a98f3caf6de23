using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Contract.Coverage;

/// <summary>
/// How much of a region raw tiles cover, measured at the points of a grid: tiles lie in UTM, regions in polar stereographic. Only those
/// blocks of a tile are decoded that a point falls into. Not for two threads at a time.
/// </summary>
public sealed class RegionCoverage
{
    private const int PointsPerSide = 32;
    private const int FirstUtmNorth = 32601;
    private const int LastUtmNorth = 32660;

    private readonly Region _region;
    private readonly (double X, double Y)[] _points = new (double, double)[PointsPerSide * PointsPerSide];
    private readonly bool[] _covered = new bool[PointsPerSide * PointsPerSide];
    private readonly Dictionary<int, (double X, double Y)[]> _projected = [];

    /// <summary>Nothing of the region is covered yet.</summary>
    public RegionCoverage(Region region)
    {
        ArgumentNullException.ThrowIfNull(region);
        _region = region;
        for (var i = 0; i < _points.Length; i++)
        {
            _points[i] = (region.Bounds.MinX + ((i % PointsPerSide + 0.5) / PointsPerSide * region.Bounds.Width),
                region.Bounds.MinY + ((i / PointsPerSide + 0.5) / PointsPerSide * region.Bounds.Height));
        }
    }

    /// <summary>The share of the region, 0 to 1, where one of the tiles that were added has data.</summary>
    public double Share => _covered.Count(point => point) / (double)_covered.Length;

    /// <summary>Adds a tile.</summary>
    /// <param name="tile">The file, seekable.</param>
    /// <param name="cancellationToken">Stops between two blocks.</param>
    /// <returns>The share of the region, 0 to 1, where this tile alone has data.</returns>
    /// <exception cref="TiffFormatException">It is no whole TIFF.</exception>
    /// <exception cref="PixelsDamagedException">Its pixels are damaged.</exception>
    /// <exception cref="PixelsUnreadableException">It cannot be measured; the message says why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task<double> AddAsync(Stream tile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tile);
        var image = await TiffImage.ReadAsync(tile, cancellationToken);
        var reader = PixelReader.Open(image, tile);
        var (noData, count) = (PixelReader.NoDataOf(image.Header), 0);
        foreach (var (block, points) in Locate(image).OrderBy(block => block.Key))
        {
            var pixels = await reader.ReadBlockAsync(block, cancellationToken);
            foreach (var (point, at) in points)
            {
                if (pixels[at] == noData) continue;
                _covered[point] = true;
                count++;
            }
        }

        return count / (double)_points.Length;
    }

    /// <summary>The points that lie on a tile, and their pixels' places, by the tile's blocks.</summary>
    private Dictionary<int, List<(int Point, int At)>> Locate(TiffImage image)
    {
        var (header, blocks) = (image.Header, image.Blocks);
        if (header is not { Bounds: { } bounds, PixelWidth: { } pixelWidth, PixelHeight: { } pixelHeight, Epsg: { } epsg })
            throw new PixelsUnreadableException("it does not say where it lies");
        var found = new Dictionary<int, List<(int Point, int At)>>();
        var projected = PointsIn(epsg);
        for (var i = 0; i < projected.Length; i++)
        {
            var (x, y) = projected[i];
            var (column, row) = (Math.Floor((x - bounds.MinX) / pixelWidth), Math.Floor((bounds.MaxY - y) / pixelHeight));
            if (!(column >= 0 && row >= 0 && column < header.Width && row < header.Height)) continue;
            var block = ((int)row / blocks.Height * blocks.Across) + ((int)column / blocks.Width);
            if (!found.TryGetValue(block, out var points)) found[block] = points = [];
            points.Add((i, ((int)row % blocks.Height * blocks.Width) + ((int)column % blocks.Width)));
        }

        return found;
    }

    /// <summary>Where the region's points lie in a tile's system. A scene's tiles have one or two between them.</summary>
    private (double X, double Y)[] PointsIn(int epsg)
    {
        if (epsg == _region.Epsg) return _points;
        if (epsg is < FirstUtmNorth or > LastUtmNorth || _region.Epsg != PolarStereographic.Epsg)
            throw new PixelsUnreadableException($"it lies in EPSG:{epsg}, and the region in {_region.CoordinateSystem}");
        if (!_projected.TryGetValue(epsg, out var points))
            _projected[epsg] = points = Array.ConvertAll(_points, point => Project(point, epsg - FirstUtmNorth + 1));
        return points;
    }

    private static (double X, double Y) Project((double X, double Y) point, int zone)
    {
        var (longitude, latitude) = PolarStereographic.ToGeographic(point.X, point.Y);
        return UtmNorth.FromGeographic(longitude, latitude, zone);
    }
}
