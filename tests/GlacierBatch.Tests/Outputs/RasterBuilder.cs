using System.Buffers.Binary;
using System.Runtime.InteropServices;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Builds a scene as the scripts write it: classic TIFF, one band, uncompressed strips of 8 KiB; each property can be made
/// wrong.</summary>
internal sealed class RasterBuilder
{
    public int Width { get; set; }

    public int Height { get; set; }

    public double West { get; set; }

    public double North { get; set; }

    public double Resolution { get; set; }

    public int Bands { get; set; } = 1;

    public int SampleFormat { get; set; } = 1;

    public int Epsg { get; set; } = 3413;

    public string? NoData { get; set; } = "0";

    /// <summary>The pixels, from left to right, then downwards.</summary>
    public ushort[] Pixels { get; set; } = [];

    public static RasterBuilder Of(Bounds bounds, int resolution, int seed)
    {
        var builder = new RasterBuilder
        {
            Width = (int)(bounds.Width / resolution), Height = (int)(bounds.Height / resolution),
            West = bounds.MinX, North = bounds.MaxY, Resolution = resolution,
        };
        var random = new Random(seed);
        builder.Pixels = new ushort[builder.Width * builder.Height];
        random.NextBytes(MemoryMarshal.AsBytes(builder.Pixels.AsSpan()));

        // Nodata at an edge, as most scenes have it.
        for (var row = 0; row < builder.Height; row++) builder.Pixels.AsSpan(row * builder.Width, 20).Clear();
        return builder;
    }

    public RasterBuilder With(Action<RasterBuilder> change)
    {
        change(this);
        return this;
    }

    public byte[] Build()
    {
        var rowBytes = Width * 2 * Bands;
        var rows = Math.Max(1, 8192 / rowBytes);
        var strips = (Height + rows - 1) / rows;
        var data = MemoryMarshal.AsBytes(Pixels.AsSpan());
        var tags = new SortedDictionary<int, (int Type, byte[] Bytes)>
        {
            [256] = Longs(Width), [257] = Longs(Height), [258] = Shorts([.. Enumerable.Repeat(16, Bands)]), [259] = Shorts(1), [262] =
                Shorts(1),
            [273] = Longs(new int[strips]), [277] = Shorts(Bands), [278] = Longs(rows), [279] = Longs(new int[strips]), [284] = Shorts(1),
            [339] = Shorts([.. Enumerable.Repeat(SampleFormat, Bands)]), [33550] = Doubles(Resolution, Resolution, 0),
            [33922] = Doubles(0, 0, 0, West, North, 0), [34735] = Shorts(1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, Epsg),
        };
        if (NoData is not null) tags[42113] = (2, System.Text.Encoding.ASCII.GetBytes(NoData + "\0"));
        var valuesAt = 8 + 2 + (tags.Count * 12) + 4;
        var dataAt = valuesAt + tags.Values.Sum(tag => tag.Bytes.Length > 4 ? tag.Bytes.Length + (tag.Bytes.Length % 2) : 0);
        var offsets = Enumerable.Range(0, strips).Select(strip => dataAt + (strip * rows * rowBytes)).ToArray();
        tags[273] = Longs(offsets);
        tags[279] = Longs([.. Enumerable.Range(0, strips).Select(strip => Math.Min(rows, Height - (strip * rows)) * rowBytes)]);

        var file = new byte[dataAt + (Height * rowBytes)];
        "II*\0\u0008\0\0\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(8), (ushort)tags.Count);
        var at = 10;
        foreach (var (tag, (type, bytes)) in tags)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)tag);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at + 2), (ushort)type);
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 4), bytes.Length / (type switch { 2 => 1, 3 => 2, 4 => 4, _ => 8 }));
            if (bytes.Length <= 4) bytes.CopyTo(file.AsSpan(at + 8));
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at + 8), valuesAt);
                bytes.CopyTo(file.AsSpan(valuesAt));
                valuesAt += bytes.Length + (bytes.Length % 2);
            }

            at += 12;
        }

        // More bands than pixels were made for repeat them.
        for (var to = dataAt; to < file.Length; to += data.Length) data[..Math.Min(data.Length, file.Length - to)].CopyTo(file.AsSpan(to));
        return file;
    }

    private static (int, byte[]) Shorts(params int[] values) => (3, [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))]);

    private static (int, byte[]) Longs(params int[] values) => (4, [.. values.SelectMany(BitConverter.GetBytes)]);

    private static (int, byte[]) Doubles(params double[] values) => (12, [.. values.SelectMany(BitConverter.GetBytes)]);
}
