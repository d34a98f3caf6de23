namespace GlacierBatch.Tests.Objects;

/// <summary>A pipe: no length, no way back, a little at a time; it may break.</summary>
internal sealed class Trickle(byte[] content, int breakAt = int.MaxValue, Exception? fault = null) : Stream
{
    private const int Most = 700_001;

    /// <summary>How many bytes were taken from it.</summary>
    public int Given { get; private set; }

    /// <summary>Called when the last byte is taken.</summary>
    public Action? OnEnd { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Given >= breakAt && fault is not null) throw fault;
        var count = Math.Min(Math.Min(buffer.Length, Most), content.Length - Given);
        content.AsMemory(Given, count).CopyTo(buffer);
        Given += count;
        if (Given == content.Length) OnEnd?.Invoke();
        return ValueTask.FromResult(count);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
        // Nothing is ever written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
