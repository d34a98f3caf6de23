using System.Buffers.Binary;
using System.IO.Compression;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Contract.Rasters;

/// <summary>
/// Writes a region's grid as an empty GeoTIFF: one band of uint16, all zero, which is also its value for no data. The scripts warp
/// scenes onto it, so its shape, its corner and its reference system are all that matters.
/// </summary>
/// <remarks>
/// All tiles are one and the same compressed block, to which every entry of the tile table points. Unlike a sparse file
/// (offset 0), which is an agreement among GDAL's readers, that is plain TIFF 6.0 to whoever only reads. It is not for updating in place.
/// </remarks>
public static class GridTemplate
{
    private const int TileEdge = 512;

    /// <summary>A table of 8 MiB: regions need a thousandth of it.</summary>
    private const int MaxTiles = 1 << 20;

    /// <summary>How far from a whole number of pixels is still one: rounding of sums, far below a millimetre.</summary>
    private const double WholePixels = 1e-6;

    /// <summary>The one tile, compressed: the same in every grid.</summary>
    private static readonly byte[] Block = CompressZeros();

    /// <summary>Bytes of a tag's value, by its type.</summary>
    private static readonly Dictionary<int, int> Sizes = new() { [2] = 1, [3] = 2, [4] = 4, [12] = 8 };

    /// <summary>Writes the grid.</summary>
    /// <param name="target">Written from its position on; need not seek.</param>
    /// <param name="bounds">The outer edges, in metres.</param>
    /// <param name="epsg">The code of a projected reference system, such as 3413.</param>
    /// <param name="resolutionMetres">A pixel's edge.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    /// <exception cref="ArgumentException">
    /// The bounds are no whole number of pixels, or absurd, or the code is none of a projected system.
    /// </exception>
    /// <exception cref="IOException">The target failed.</exception>
    public static async Task WriteAsync(
        Stream target, Bounds bounds, int epsg, int resolutionMetres, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(bounds);
        if (resolutionMetres <= 0) throw new ArgumentException("A grid's resolution is at least 1 m.", nameof(resolutionMetres));
        if (epsg is < 1024 or > 32766)
        {
            throw new ArgumentException(
                $"The EPSG code {epsg} is none of a projected reference system.", nameof(epsg));
        }

        var width = CountPixels(bounds, bounds.Width, resolutionMetres);
        var height = CountPixels(bounds, bounds.Height, resolutionMetres);
        var tiles = (long)DivideUp(width) * DivideUp(height);
        if (tiles > MaxTiles)
        {
            throw new ArgumentException($"The bounds {bounds} are too large for a grid of {resolutionMetres} m.", nameof(bounds));
        }

        await target.WriteAsync(BuildHeader(bounds, epsg, resolutionMetres, width, height, (int)tiles, Block.Length), cancellationToken);
        await target.WriteAsync(Block, cancellationToken);
    }

    private static int CountPixels(Bounds bounds, double extent, int resolution)
    {
        var pixels = Math.Round(extent / resolution);
        if (Math.Abs(extent / resolution - pixels) <= WholePixels && pixels is >= 1 and <= int.MaxValue) return (int)pixels;
        throw new ArgumentException($"The bounds {bounds} are no whole number of pixels of {resolution} m.", nameof(bounds));
    }

    private static int DivideUp(int pixels) => (int)(((long)pixels + TileEdge - 1) / TileEdge);

    private static byte[] CompressZeros()
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zlib.Write(new byte[TileEdge * TileEdge * sizeof(ushort)]);
        }

        return compressed.ToArray();
    }

    /// <summary>Everything before the block: the file's first 8 bytes, the directory, and the values that do not fit in it.</summary>
    private static byte[] BuildHeader(
        Bounds bounds, int epsg, int resolution, int width, int height, int tiles, int blockLength)
    {
        // Keys: version 1.1.0, a projected system, pixels as areas, the system's code, metres.
        double[] geoKeys = [1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg, 3076, 0, 1, 9001];
        (TiffTag Tag, int Type, IReadOnlyCollection<double> Values)[] entries =
        [
            (TiffTag.Width, 4, [width]),
            (TiffTag.Height, 4, [height]),
            (TiffTag.BitsPerSample, 3, [16]),
            (TiffTag.Compression, 3, [8]),
            (TiffTag.Photometric, 3, [1]),
            (TiffTag.Bands, 3, [1]),
            (TiffTag.Planes, 3, [1]),
            (TiffTag.TileWidth, 3, [TileEdge]),
            (TiffTag.TileHeight, 3, [TileEdge]),
            (TiffTag.TileOffsets, 4, []),
            (TiffTag.TileByteCounts, 4, []),
            (TiffTag.SampleFormat, 3, [1]),
            (TiffTag.PixelScale, 12, [resolution, resolution, 0]),
            (TiffTag.TiePoints, 12, [0, 0, 0, bounds.MinX, bounds.MaxY, 0]),
            (TiffTag.GeoKeys, 3, geoKeys),
            (TiffTag.NoData, 2, ['0', 0]),
        ];
        var valuesStart = 8 + 2 + entries.Length * 12 + 4;
        int CountOf((TiffTag Tag, int Type, IReadOnlyCollection<double> Values) e) => e.Values.Count == 0 ? tiles : e.Values.Count;
        var length = valuesStart + entries.Select(e => CountOf(e) * Sizes[e.Type]).Where(size => size > 4).Sum(size => size + size % 2);

        var bytes = new byte[length];
        "II*\0\x08\0\0\0"u8.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)entries.Length);
        var values = valuesStart;
        for (var i = 0; i < entries.Length; i++)
        {
            var (count, size) = (CountOf(entries[i]), Sizes[entries[i].Type]);
            var at = bytes.AsSpan(10 + i * 12, 12);
            BinaryPrimitives.WriteUInt16LittleEndian(at, (ushort)entries[i].Tag);
            BinaryPrimitives.WriteUInt16LittleEndian(at[2..], (ushort)entries[i].Type);
            BinaryPrimitives.WriteInt32LittleEndian(at[4..], count);
            var room = at[8..];
            if (count * size > 4)
            {
                BinaryPrimitives.WriteInt32LittleEndian(room, values);
                room = bytes.AsSpan(values, count * size);
                values += count * size + count * size % 2;
            }

            IEnumerable<double> content = entries[i].Tag switch
            {
                TiffTag.TileOffsets => Enumerable.Repeat((double)length, tiles),
                TiffTag.TileByteCounts => Enumerable.Repeat((double)blockLength, tiles),
                _ => entries[i].Values,
            };
            Write(room, size, content);
        }

        return bytes;
    }

    private static void Write(Span<byte> room, int size, IEnumerable<double> values)
    {
        foreach (var value in values)
        {
            if (size == 1) room[0] = (byte)value;
            if (size == 2) BinaryPrimitives.WriteUInt16LittleEndian(room, (ushort)value);
            if (size == 4) BinaryPrimitives.WriteUInt32LittleEndian(room, (uint)value);
            if (size == 8) BinaryPrimitives.WriteDoubleLittleEndian(room, value);
            room = room[size..];
        }
    }
}
