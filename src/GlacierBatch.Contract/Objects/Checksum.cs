using System.Buffers;
using System.Security.Cryptography;

namespace GlacierBatch.Contract.Objects;

/// <summary>SHA-256 of contents of any size, as lowercase hexadecimal digits.</summary>
public static class Checksum
{
    /// <summary>Reads are this large because .NET's own hashing of streams reads 4 KiB at a time, each on a thread of the pool.</summary>
    private const int BufferSize = 1 << 18;

    /// <summary>The checksum of what is left of a stream.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<string> OfAsync(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await content.ReadSomeAsync(buffer, cancellationToken)) > 0) hash.AppendData(buffer, 0, count);
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The checksum of bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
