namespace GlacierBatch.Contract.Objects;

/// <summary>Cuts a stream, of known length or not, into parts in borrowed memory.</summary>
/// <param name="content">The stream.</param>
/// <param name="budget">Where the memory is borrowed.</param>
/// <param name="partBytes">The size of a part.</param>
/// <param name="length">What is left of the stream, in bytes, as far as it is known.</param>
internal sealed class PartSource(Stream content, ByteBudget budget, int partBytes, long? length)
{
    /// <summary>The parts double in size after so many, because S3 takes 10,000: 16 MiB parts then make 992 GB.</summary>
    private const int PartsPerSize = 2000;

    private readonly byte[] _ahead = new byte[1];
    private long _taken;
    private int _aheadLength;

    /// <summary>Whether the last part was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The most bytes of a part.</summary>
    public int SizeOf(int partNumber) =>
        (int)Math.Min(1L << 30, (long)partBytes << Math.Min(10, (partNumber - 1) / PartsPerSize));

    /// <summary>The next part, full unless it is the last one.</summary>
    /// <exception cref="Exception">Whatever the source throws.</exception>
    public async Task<TransferBuffer> ReadAsync(int partNumber, CancellationToken cancellationToken)
    {
        var size = SizeOf(partNumber);
        var buffer = await TransferBuffer.RentAsync(budget, Expected(size), cancellationToken);
        try
        {
            await FillAsync(buffer, cancellationToken);
            if (!HasEnded && buffer.Capacity < size)
            {
                // The source is longer than it said.
                buffer = await GrowAsync(buffer, size, cancellationToken);
                await FillAsync(buffer, cancellationToken);
            }

            _taken += buffer.Length;
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private async Task FillAsync(TransferBuffer buffer, CancellationToken cancellationToken)
    {
        buffer.Append(_ahead.AsSpan(0, _aheadLength));
        _aheadLength = 0;
        await buffer.FillAsync(content, cancellationToken);

        // One byte ahead tells whether this part is the last.
        if (buffer.IsFull) _aheadLength = await content.ReadAsync(_ahead, cancellationToken);
        HasEnded = _aheadLength == 0;
    }

    private async Task<TransferBuffer> GrowAsync(TransferBuffer buffer, int size, CancellationToken cancellationToken)
    {
        var copy = buffer.Content.ToArray();

        // Given back first: who holds memory while waiting for more could wait for ever.
        buffer.Dispose();
        var whole = await TransferBuffer.RentAsync(budget, size, cancellationToken);
        whole.Append(copy);
        return whole;
    }

    private int Expected(int size) => length is { } all ? (int)Math.Clamp(all - _taken + 1, 1, size) : size;
}
