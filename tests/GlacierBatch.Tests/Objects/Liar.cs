namespace GlacierBatch.Tests.Objects;

/// <summary>A file that somebody writes on: longer in the end than it said.</summary>
internal sealed class Liar(byte[] content) : MemoryStream(content)
{
    public override long Length => base.Length / 2;
}
