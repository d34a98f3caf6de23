namespace GlacierBatch.TestProcess;

/// <summary>Gives so many bytes, says so, and then neither more bytes nor an end.</summary>
internal sealed class StallingStream(int bytes, Action stalled) : Stream
{
    private int _left = bytes;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0)
        {
            stalled();
            await new TaskCompletionSource<int>().Task.WaitAsync(cancellationToken);
        }

        var count = Math.Min(_left, buffer.Length);
        buffer.Span[..count].Fill((byte)'x');
        _left -= count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
