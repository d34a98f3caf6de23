namespace GlacierBatch.Contract.Objects;

/// <summary>Cuts a stream, of known length or not, into parts in borrowed memory.</summary>
internal sealed class PartSource(Stream content, ByteBudget budget, int partBytes)
{
    /// <summary>The parts double in size after so many, because S3 takes 10,000: 16 MiB parts then make 992 GB.</summary>
    private const int PartsPerSize = 2000;

    private readonly byte[] _ahead = new byte[1];
    private int _aheadLength;

    /// <summary>Whether the last part was read.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The most bytes of a part.</summary>
    public int SizeOf(int partNumber) =>
        (int)Math.Min(1L << 30, (long)partBytes << Math.Min(10, (partNumber - 1) / PartsPerSize));

    /// <summary>The next part, full unless it is the last one.</summary>
    /// <exception cref="Exception">Whatever the source throws.</exception>
    public async Task<UploadBuffer> ReadAsync(int partNumber, CancellationToken cancellationToken)
    {
        var size = SizeOf(partNumber);
        var buffer = await UploadBuffer.RentAsync(budget, Expected(size), cancellationToken);
        try
        {
            await FillAsync(buffer, cancellationToken);
            if (HasEnded || buffer.Capacity == size) return buffer;

            // The source is longer than it said.
            var whole = await GrowAsync(buffer, size, cancellationToken);
            buffer = whole;
            await FillAsync(whole, cancellationToken);
            return whole;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }

    private async Task FillAsync(UploadBuffer buffer, CancellationToken cancellationToken)
    {
        buffer.Append(_ahead.AsSpan(0, _aheadLength));
        _aheadLength = 0;
        await buffer.FillAsync(content, cancellationToken);

        // One byte ahead tells whether this part is the last.
        if (buffer.IsFull) _aheadLength = await content.ReadAsync(_ahead, cancellationToken);
        HasEnded = _aheadLength == 0;
    }

    private async Task<UploadBuffer> GrowAsync(UploadBuffer buffer, int size, CancellationToken cancellationToken)
    {
        var copy = buffer.Content.ToArray();

        // Given back first: who holds memory while waiting for more could wait for ever.
        buffer.Dispose();
        var whole = await UploadBuffer.RentAsync(budget, size, cancellationToken);
        whole.Append(copy);
        return whole;
    }

    private int Expected(int size)
    {
        if (!content.CanSeek) return size;
        return (int)Math.Clamp(content.Length - content.Position + _aheadLength + 1, 1, size);
    }
}
