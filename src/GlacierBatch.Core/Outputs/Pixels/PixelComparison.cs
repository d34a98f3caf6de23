using System.IO.Compression;
using System.Runtime.InteropServices;
using GlacierBatch.Contract.Pixels;

namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>Compares pixels, as they go by, with those that a baseline keeps.</summary>
internal sealed class PixelComparison : IDisposable
{
    private readonly ZLibStream _kept;
    private readonly ushort[] _others = new ushort[1 << 14];
    private long _differing;
    private int _largest;

    /// <param name="kept">The baseline's pixels; see <see cref="PixelPack"/>.</param>
    public PixelComparison(byte[] kept) => _kept = new ZLibStream(new MemoryStream(kept), CompressionMode.Decompress);

    /// <summary>The next pixels.</summary>
    /// <exception cref="PixelsUnreadableException">The baseline keeps fewer.</exception>
    public void Take(ReadOnlySpan<ushort> pixels)
    {
        while (!pixels.IsEmpty)
        {
            var others = _others.AsSpan(0, Math.Min(pixels.Length, _others.Length));
            try
            {
                _kept.ReadExactly(MemoryMarshal.AsBytes(others));
            }
            catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
            {
                throw new PixelsUnreadableException("the baseline's own pixels are damaged", fault);
            }

            var these = pixels[..others.Length];
            if (!these.SequenceEqual(others)) Count(these, others);
            pixels = pixels[others.Length..];
        }
    }

    /// <summary>What came of it.</summary>
    public PixelDifference ToDifference() => new(_differing, _largest);

    /// <inheritdoc/>
    public void Dispose() => _kept.Dispose();

    private void Count(ReadOnlySpan<ushort> these, ReadOnlySpan<ushort> others)
    {
        for (var i = 0; i < these.Length; i++)
        {
            if (these[i] == others[i]) continue;
            _differing++;
            _largest = Math.Max(_largest, Math.Abs(these[i] - others[i]));
        }
    }
}
