using System.Buffers.Binary;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Rasters;

/// <summary>The bytes of a TIFF, read only where they are and in the file's own byte order.</summary>
internal sealed class TiffSource
{
    private const int HeaderLength = 16;

    private readonly Stream _stream;

    private TiffSource(Stream stream, long length, bool isBig, bool isLittleEndian, ulong firstDirectory)
    {
        _stream = stream;
        Length = length;
        IsBig = isBig;
        IsLittleEndian = isLittleEndian;
        FirstDirectory = firstDirectory;
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>BigTIFF: offsets and counts have 64 bits.</summary>
    public bool IsBig { get; }

    /// <summary>Least significant byte first.</summary>
    public bool IsLittleEndian { get; }

    /// <summary>Where the first directory begins.</summary>
    public ulong FirstDirectory { get; }

    /// <summary>Reads what a TIFF begins with.</summary>
    /// <exception cref="TiffFormatException">It begins otherwise.</exception>
    public static async Task<TiffSource> OpenAsync(Stream stream, CancellationToken cancellationToken)
    {
        var length = stream.Length;
        var head = new byte[Math.Min(length, 64)];
        stream.Position = 0;
        await stream.ReadWholeAsync(head, cancellationToken);

        var isLittleEndian = head is [(byte)'I', (byte)'I', ..];
        if (!isLittleEndian && head is not [(byte)'M', (byte)'M', ..]) throw new TiffFormatException(TiffImpostor.Describe(head));
        if (head.Length < 8) throw CutOff(HeaderLength - (ulong)head.Length);
        var version = ToUInt16(head.AsSpan(2), isLittleEndian);
        if (version == 42) return new TiffSource(stream, length, false, isLittleEndian, ToUInt32(head.AsSpan(4), isLittleEndian));
        if (version != 43) throw new TiffFormatException(TiffImpostor.Describe(head));
        if (head.Length < HeaderLength) throw CutOff(HeaderLength - (ulong)head.Length);
        if (ToUInt16(head.AsSpan(4), isLittleEndian) != 8 || ToUInt16(head.AsSpan(6), isLittleEndian) != 0)
        {
            throw new TiffFormatException("it is a BigTIFF whose offsets do not have 8 bytes");
        }

        return new TiffSource(stream, length, true, isLittleEndian, ToUInt64(head.AsSpan(8), isLittleEndian));
    }

    /// <summary>The reason where bytes are missing at the end.</summary>
    public static TiffFormatException CutOff(UInt128 missing) =>
        new(FormattableString.Invariant($"it is cut off: at least {missing} of its bytes are missing"));

    /// <summary>Reads bytes that the file says are there.</summary>
    /// <exception cref="TiffFormatException">They lie beyond its end.</exception>
    public async Task<byte[]> ReadAsync(ulong offset, int count, CancellationToken cancellationToken)
    {
        RequireWithin(offset, (ulong)count);
        var bytes = new byte[count];
        _stream.Position = (long)offset;
        await _stream.ReadWholeAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>Checks that bytes lie within the file.</summary>
    /// <exception cref="TiffFormatException">They lie beyond its end.</exception>
    public void RequireWithin(ulong offset, ulong count)
    {
        var end = (UInt128)offset + count;
        if (end > (ulong)Length) throw CutOff(end - (ulong)Length);
    }

    /// <summary>The first two bytes as a number.</summary>
    public ushort ToUInt16(ReadOnlySpan<byte> bytes) => ToUInt16(bytes, IsLittleEndian);

    /// <summary>The first four bytes as a number.</summary>
    public uint ToUInt32(ReadOnlySpan<byte> bytes) => ToUInt32(bytes, IsLittleEndian);

    /// <summary>The first eight bytes as a number.</summary>
    public ulong ToUInt64(ReadOnlySpan<byte> bytes) => ToUInt64(bytes, IsLittleEndian);

    /// <summary>The first eight bytes as a floating point number.</summary>
    public double ToDouble(ReadOnlySpan<byte> bytes) => BitConverter.UInt64BitsToDouble(ToUInt64(bytes));

    private static ushort ToUInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ToUInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static ulong ToUInt64(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt64BigEndian(bytes);
}
