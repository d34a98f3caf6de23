using System.Buffers.Binary;

namespace GlacierBatch.Tests.Rasters;

/// <summary>Builds a small georeferenced TIFF, tag by tag, so that each can be made wrong.</summary>
internal sealed class TiffBuilder
{
    private readonly SortedDictionary<int, (int Type, double[] Values)> _tags = new()
    {
        [256] = (3, [4]), [257] = (3, [3]), [258] = (3, [16]), [259] = (3, [1]), [262] = (3, [1]),
        [273] = (4, [-1]), [277] = (3, [1]), [278] = (3, [3]), [279] = (4, [24]), [339] = (3, [1]),
        [33550] = (12, [10, 10, 0]), [33922] = (12, [0, 0, 0, 65700.25, -3248320, 0]),
        [34735] = (3, [1, 1, 0, 2, 1025, 0, 1, 1, 3072, 0, 1, 3413]), [42113] = (2, ['0', 0]),
    };

    public bool IsBig { get; init; }

    public bool IsLittleEndian { get; init; } = true;

    /// <summary>A tag that claims to have nearly as many values as can be written.</summary>
    public int? HugeCountOf { get; init; }

    public TiffBuilder With(int tag, int type, params double[] values)
    {
        _tags[tag] = (type, values);
        return this;
    }

    public TiffBuilder Without(params int[] tags)
    {
        foreach (var tag in tags) _tags.Remove(tag);
        return this;
    }

    /// <summary>The file: 24 bytes of pixels are its last.</summary>
    public byte[] Build()
    {
        var (head, countSize, entrySize, room) = IsBig ? (16, 8, 20, 8) : (8, 2, 12, 4);
        var valuesAt = head + countSize + _tags.Count * entrySize + room;
        var length = valuesAt + _tags.Values.Select(t => t.Values.Length * SizeOf(t.Type)).Where(s => s > room).Sum();
        var bytes = new byte[length + 24];
        bytes[0] = bytes[1] = (byte)(IsLittleEndian ? 'I' : 'M');
        Put(bytes, 2, 2, IsBig ? 43 : 42);
        if (IsBig) Put(bytes, 4, 2, 8);
        Put(bytes, IsBig ? 8 : 4, room, head);
        Put(bytes, head, countSize, _tags.Count);
        var at = head + countSize;
        foreach (var (tag, (type, values)) in _tags)
        {
            Put(bytes, at, 2, tag);
            Put(bytes, at + 2, 2, type);
            Put(bytes, at + 4, room, tag == HugeCountOf ? 1e18 : values.Length);
            var size = SizeOf(type);
            var position = at + 4 + room;
            if (values.Length * size > room)
            {
                Put(bytes, position, room, valuesAt);
                position = valuesAt;
                valuesAt += values.Length * size;
            }

            foreach (var value in values)
            {
                // The strip's offset is known only here.
                if (type == 12) PutBits(bytes, position, size, BitConverter.DoubleToInt64Bits(value));
                else Put(bytes, position, size, value < 0 ? length : value);
                position += size;
            }

            at += entrySize;
        }

        return bytes;
    }

    private static int SizeOf(int type) => type switch { 2 => 1, 3 => 2, 4 => 4, _ => 8 };

    private void Put(byte[] bytes, int offset, int size, double value)
    {
        PutBits(bytes, offset, size, (long)value);
    }

    private void PutBits(byte[] bytes, int offset, int size, long bits)
    {
        Span<byte> all = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(all, bits);
        var used = all[..size];
        if (!IsLittleEndian) used.Reverse();
        used.CopyTo(bytes.AsSpan(offset));
    }
}
