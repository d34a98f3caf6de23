namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Reads that await what is far away, and read files where one stands: an asynchronous read of a file is the same one on another
/// thread, and waking that costs more than most reads.
/// </summary>
internal static class StreamReads
{
    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ValueTask<int> ReadSomeAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (stream is not FileStream) return stream.ReadAsync(buffer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(stream.Read(buffer.Span));
    }

    /// <summary>Fills a buffer.</summary>
    /// <exception cref="IOException">It cannot be read, or ends before.</exception>
    public static ValueTask ReadWholeAsync(this Stream stream, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (stream is not FileStream) return stream.ReadExactlyAsync(buffer, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        stream.ReadExactly(buffer.Span);
        return ValueTask.CompletedTask;
    }
}
