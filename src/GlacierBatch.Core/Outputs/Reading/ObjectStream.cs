using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>
/// An object as a stream that can seek, read in pages: a header costs one or two of them, wherever the object lies. Not for two
/// threads at a time.
/// </summary>
internal sealed class ObjectStream : Stream
{
    private const int MaxPages = 4;

    /// <summary>Reads of so many bytes and more are worth a request of their own, where pages are small.</summary>
    private const int OwnRequest = 1 << 10;
    private const int SmallPage = 16 << 10;

    private readonly Func<long, Memory<byte>, CancellationToken, ValueTask<int>> _fetch;
    private readonly Stream? _file;
    private readonly ReadMeter _meter;
    private readonly int _pageSize;
    private readonly List<Page> _pages = [];

    private ObjectStream(
        long length, int pageSize, ReadMeter meter, Stream? file, Func<long, Memory<byte>, CancellationToken, ValueTask<int>> fetch)
    {
        (Length, _pageSize, _meter, _file, _fetch) = (length, pageSize, meter, file, fetch);
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <summary>Opens an object.</summary>
    /// <param name="store">Where it lies.</param>
    /// <param name="entry">What its listing says.</param>
    /// <param name="pageSize">Bytes that are read at a time.</param>
    /// <param name="meter">Counts what is read.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<ObjectStream> OpenAsync(
        IObjectStore store, ObjectEntry entry, int pageSize, ReadMeter meter, CancellationToken cancellationToken)
    {
        if (store is IRangeReader reader)
        {
            var ranges = reader.OpenRanges(entry);
            return new ObjectStream(entry.Size, pageSize, meter, null,
                async (offset, buffer, token) => await ranges.ReadAsync(offset, buffer, token));
        }

        var stream = await store.OpenReadAsync(entry.Key, cancellationToken);
        if (stream is FileStream file)
        {
            // Past the stream's own buffer and threads: a page is a system call. To ask for the handle each time would be another one.
            var handle = file.SafeFileHandle;
            return new ObjectStream(file.Length, pageSize, meter, file,
                (offset, buffer, _) => ValueTask.FromResult(RandomAccess.Read(handle, buffer.Span, offset)));
        }

        if (!stream.CanSeek)
        {
            await stream.DisposeAsync();
            throw new IOException($"The object {entry.Key} cannot be read in parts from {store.Location}.");
        }

        return new ObjectStream(stream.Length, pageSize, meter, stream, (offset, buffer, token) =>
        {
            stream.Position = offset;
            return stream.ReadAsync(buffer, token);
        });
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = Length - Position;
        if (left <= 0 || buffer.IsEmpty) return 0;
        if (left < buffer.Length) buffer = buffer[..(int)left];
        var page = FindPage();
        if (page is null && buffer.Length >= (_pageSize <= SmallPage ? OwnRequest : _pageSize))
        {
            var count = await FetchAsync(Position, buffer, cancellationToken);
            Position += count;
            return count;
        }

        page ??= await LoadAsync(Position / _pageSize * _pageSize, cancellationToken);
        var from = (int)(Position - page.Start);
        var taken = Math.Min(buffer.Length, page.Count - from);
        page.Bytes.AsSpan(from, taken).CopyTo(buffer.Span);
        Position += taken;
        return taken;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = ReadAsync(buffer.AsMemory(offset, count));
        return read.IsCompletedSuccessfully ? read.Result : read.AsTask().GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _file?.Dispose();
        base.Dispose(disposing);
    }

    private Page? FindPage()
    {
        foreach (var page in _pages)
        {
            if (page.Start <= Position && Position < page.Start + page.Count) return page;
        }

        return null;
    }

    private async ValueTask<Page> LoadAsync(long start, CancellationToken cancellationToken)
    {
        // The oldest page's bytes serve again.
        var bytes = _pages.Count < MaxPages ? new byte[(int)Math.Min(_pageSize, Length)] : _pages[0].Bytes;
        if (_pages.Count == MaxPages) _pages.RemoveAt(0);
        var room = bytes.AsMemory(0, (int)Math.Min(bytes.Length, Length - start));
        var page = new Page(start, await FetchAsync(start, room, cancellationToken), bytes);
        _pages.Add(page);
        return page;
    }

    private async ValueTask<int> FetchAsync(long start, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var count = 0;
        while (count < buffer.Length)
        {
            var read = await _fetch(start + count, buffer[count..], cancellationToken);
            if (read == 0) throw new IOException("The object became shorter while it was read; read it again.");
            count += read;
        }

        _meter.Add(count);
        return count;
    }

    private sealed record Page(long Start, int Count, byte[] Bytes);
}
