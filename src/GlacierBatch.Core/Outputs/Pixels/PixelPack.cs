using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>Keeps a scene's pixels in a baseline: as 16-bit numbers, least significant byte first, by zlib.</summary>
internal sealed class PixelPack : IDisposable
{
    private readonly MemoryStream _packed = new();
    private readonly ZLibStream _zip;

    public PixelPack() => _zip = new ZLibStream(_packed, CompressionLevel.Fastest, leaveOpen: true);

    /// <summary>The next pixels.</summary>
    public void Take(ReadOnlySpan<ushort> pixels) => _zip.Write(MemoryMarshal.AsBytes(pixels));

    /// <summary>What is kept.</summary>
    public byte[] ToBytes()
    {
        _zip.Dispose();
        return _packed.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _zip.Dispose();
        _packed.Dispose();
    }
}
