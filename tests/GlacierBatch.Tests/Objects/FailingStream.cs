namespace GlacierBatch.Tests.Objects;

/// <summary>A source that breaks after its first bytes.</summary>
internal sealed class FailingStream(Exception fault) : MemoryStream(new byte[10])
{
    private bool _failing;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failing) throw fault;
        _failing = true;
        return base.ReadAsync(buffer, cancellationToken);
    }
}
