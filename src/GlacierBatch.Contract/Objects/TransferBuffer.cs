using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace GlacierBatch.Contract.Objects;

/// <summary>Bytes on their way into a bucket or out of one, in borrowed memory that disposing gives back.</summary>
internal sealed class TransferBuffer : IDisposable
{
    private readonly ArrayPool<byte> _arrays;
    private readonly ByteBudget.Lease _lease;
    private byte[]? _bytes;

    private TransferBuffer(ByteBudget budget, ByteBudget.Lease lease, int capacity)
    {
        _arrays = budget.Arrays;
        _lease = lease;
        _bytes = _arrays.Rent(capacity);
        Capacity = capacity;
    }

    /// <summary>How many bytes fit.</summary>
    public int Capacity { get; }

    /// <summary>How many are in it.</summary>
    public int Length { get; private set; }

    /// <summary>Whether no more fit.</summary>
    public bool IsFull => Length == Capacity;

    /// <summary>What is in it.</summary>
    public ReadOnlySpan<byte> Content => Bytes.AsSpan(0, Length);

    private byte[] Bytes => _bytes ?? throw new ObjectDisposedException(nameof(TransferBuffer));

    /// <summary>Borrows memory, once there is some.</summary>
    public static async Task<TransferBuffer> RentAsync(ByteBudget budget, int capacity, CancellationToken cancellationToken) =>
        new(budget, await budget.AcquireAsync(capacity, cancellationToken), capacity);

    /// <summary>Borrows memory, if there is some.</summary>
    public static TransferBuffer? TryRent(ByteBudget budget, int capacity) =>
        budget.TryAcquire(capacity) is { } lease ? new TransferBuffer(budget, lease, capacity) : null;

    /// <summary>Adds bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Bytes.AsSpan(Length, Capacity - Length));
        Length += bytes.Length;
    }

    /// <summary>Reads until it is full or the source ends.</summary>
    public async Task FillAsync(Stream source, CancellationToken cancellationToken)
    {
        var room = Bytes.AsMemory(Length, Capacity - Length);
        Length += await source.ReadAtLeastAsync(room, room.Length, throwOnEndOfStream: false, cancellationToken);
    }

    /// <summary>A view for one request; the client may read it again for a retry.</summary>
    public MemoryStream OpenRead() => new(Bytes, 0, Length, writable: false);

    /// <summary>The content's CRC32.</summary>
    public uint Checksum() => Crc32.HashToUInt32(Content);

    /// <summary>A CRC32 as S3's headers have it: base 64 of the big-endian number.</summary>
    public static string ToHeader(uint crc)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return Convert.ToBase64String(bytes);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _bytes, null) is not { } bytes) return;
        _arrays.Return(bytes);
        _lease.Dispose();
    }
}
