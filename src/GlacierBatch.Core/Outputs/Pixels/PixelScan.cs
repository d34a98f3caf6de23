using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>Gathers what all pixels of a scene tell, as they go by.</summary>
/// <param name="noData">The value of pixels without data.</param>
internal sealed class PixelScan(ushort noData) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _count;
    private long _valid;
    private ushort? _first;
    private bool _varied;

    /// <summary>The next pixels.</summary>
    public void Take(ReadOnlySpan<ushort> pixels)
    {
        _hash.AppendData(MemoryMarshal.AsBytes(pixels));
        _count += pixels.Length;
        _valid += pixels.Length - pixels.Count(noData);
        if (_varied) return;
        if (_first is null && pixels.IndexOfAnyExcept(noData) is var at and >= 0) _first = pixels[at];
        _varied = _first is { } value && pixels.ContainsAnyExcept(noData, value);
    }

    /// <summary>What they told.</summary>
    public PixelFacts ToFacts() => new(Convert.ToHexStringLower(_hash.GetHashAndReset()), _count, _valid, _varied);

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
