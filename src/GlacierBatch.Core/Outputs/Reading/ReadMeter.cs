namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>Counts the bytes of objects that a verification asked its store for.</summary>
internal sealed class ReadMeter
{
    private long _bytes;

    /// <summary>So many until now.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Some more.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _bytes, bytes);
}
