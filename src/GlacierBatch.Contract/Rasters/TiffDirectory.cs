using System.Text;

namespace GlacierBatch.Contract.Rasters;

/// <summary>The tags of one image. Every count is bounded before anything is allocated for it.</summary>
internal sealed class TiffDirectory
{
    private const int MaxEntries = 4096;
    private const int MaxValueBytes = 16 << 20;

    private readonly TiffSource _source;
    private readonly Dictionary<ushort, Entry> _entries;

    private TiffDirectory(TiffSource source, Dictionary<ushort, Entry> entries)
    {
        _source = source;
        _entries = entries;
    }

    /// <summary>Reads the first directory.</summary>
    /// <exception cref="TiffFormatException">It, or what it refers to, is not all there.</exception>
    public static async Task<TiffDirectory> ReadFirstAsync(TiffSource source, CancellationToken cancellationToken)
    {
        var (countLength, entryLength, offsetLength) = source.IsBig ? (8, 20, 8) : (2, 12, 4);
        if (source.FirstDirectory < (source.IsBig ? 16u : 8u)) throw new TiffFormatException("it has no image");

        var countBytes = await source.ReadAsync(source.FirstDirectory, countLength, cancellationToken);
        var count = source.IsBig ? source.ToUInt64(countBytes) : source.ToUInt16(countBytes);
        if (count is 0 or > MaxEntries)
        {
            throw new TiffFormatException(FormattableString.Invariant($"it has {count} tags, which no real image has"));
        }

        var start = source.FirstDirectory + (ulong)countLength;
        var bytes = await source.ReadAsync(start, (int)count * entryLength + offsetLength, cancellationToken);
        var entries = new Dictionary<ushort, Entry>();
        for (var i = 0; i < (int)count; i++)
        {
            var entry = ReadEntry(source, bytes.AsSpan(i * entryLength, entryLength), start + (ulong)(i * entryLength));
            if (entry.ByteCount is { } known) source.RequireWithin(entry.Offset, known);
            entries.TryAdd(entry.Tag, entry);
        }

        var next = bytes.AsSpan(^offsetLength..);
        source.RequireWithin(source.IsBig ? source.ToUInt64(next) : source.ToUInt32(next), 0);
        return new TiffDirectory(source, entries);
    }

    /// <summary>Whether the image has a tag.</summary>
    public bool Has(TiffTag tag) => _entries.ContainsKey((ushort)tag);

    /// <summary>The first of a tag's whole numbers, or null where it is absent or has none.</summary>
    public async Task<ulong?> ReadNumberAsync(TiffTag tag, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue((ushort)tag, out var entry) || entry.Count == 0) return null;
        var numbers = await ReadAsync(entry with { Count = 1 }, cancellationToken);
        return numbers[0];
    }

    /// <summary>A tag's whole numbers; none where it is absent.</summary>
    public async Task<TiffNumbers> ReadNumbersAsync(TiffTag tag, CancellationToken cancellationToken) =>
        _entries.TryGetValue((ushort)tag, out var entry)
            ? await ReadAsync(entry, cancellationToken)
            : new TiffNumbers(_source, [], 1);

    /// <summary>A tag's floating point numbers; none where it is absent or of another type.</summary>
    public async Task<double[]> ReadDoublesAsync(TiffTag tag, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue((ushort)tag, out var entry) || entry.Type != 12) return [];
        var bytes = await ReadBytesAsync(entry, cancellationToken);
        var values = new double[bytes.Length / 8];
        for (var i = 0; i < values.Length; i++) values[i] = _source.ToDouble(bytes.AsSpan(i * 8));
        return values;
    }

    /// <summary>A tag's text; null where it is absent or of another type.</summary>
    public async Task<string?> ReadTextAsync(TiffTag tag, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue((ushort)tag, out var entry) || entry.Type != 2) return null;
        return Encoding.ASCII.GetString(await ReadBytesAsync(entry, cancellationToken)).Trim('\0', ' ', '\n', '\r', '\t');
    }

    private static Entry ReadEntry(TiffSource source, ReadOnlySpan<byte> bytes, ulong position)
    {
        var (tag, type) = (source.ToUInt16(bytes), source.ToUInt16(bytes[2..]));
        var count = source.IsBig ? source.ToUInt64(bytes[4..]) : source.ToUInt32(bytes[4..]);
        var (valueStart, valueRoom) = source.IsBig ? (12, 8) : (8, 4);
        var size = SizeOf(type);

        // A value that fits lies in the entry itself, else the entry says where.
        var isInline = (UInt128)count * (uint)size <= (uint)valueRoom;
        var offset = isInline ? position + (ulong)valueStart
            : source.IsBig ? source.ToUInt64(bytes[valueStart..])
            : source.ToUInt32(bytes[valueStart..]);
        return new Entry(tag, type, size, count, offset);
    }

    /// <summary>Bytes of one value of a type; 0 of a type that TIFF does not know, whose data nobody can find.</summary>
    private static int SizeOf(ushort type) => type switch
    {
        1 or 2 or 6 or 7 => 1,
        3 or 8 => 2,
        4 or 9 or 11 or 13 => 4,
        5 or 10 or 12 or 16 or 17 or 18 => 8,
        _ => 0,
    };

    private async Task<TiffNumbers> ReadAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (entry.Type is not (1 or 3 or 4 or 13 or 16 or 18))
        {
            throw new TiffFormatException($"its tag {entry.Tag} holds no whole numbers");
        }

        return new TiffNumbers(_source, await ReadBytesAsync(entry, cancellationToken), entry.Size);
    }

    private Task<byte[]> ReadBytesAsync(Entry entry, CancellationToken cancellationToken)
    {
        if (entry.ByteCount is not { } count || count > MaxValueBytes)
        {
            throw new TiffFormatException($"its tag {entry.Tag} is larger than any real image's");
        }

        return _source.ReadAsync(entry.Offset, (int)count, cancellationToken);
    }

    private readonly record struct Entry(ushort Tag, ushort Type, int Size, ulong Count, ulong Offset)
    {
        /// <summary>Null where the number has more than 64 bits.</summary>
        public ulong? ByteCount => Size == 0 || Count <= ulong.MaxValue / (ulong)Size ? Count * (ulong)Size : null;
    }
}
