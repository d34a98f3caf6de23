using System.IO.Hashing;
using System.Security.Cryptography;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Both checksums of content in one pass: SHA-256 for our records, CRC32 for S3.</summary>
/// <param name="needsCrc32">False where nobody asks for that.</param>
internal sealed class ContentHash(bool needsCrc32 = true) : IDisposable
{
    /// <summary>As much as is hashed twice before it falls out of the processor's cache, in bytes.</summary>
    public const int PieceBytes = 256 << 10;

    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Crc32 _crc32 = new();

    /// <summary>The next bytes.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var piece = content[..Math.Min(PieceBytes, content.Length)];
            _sha256.AppendData(piece);
            if (needsCrc32) _crc32.Append(piece);
            content = content[piece.Length..];
        }
    }

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Sha256() => Convert.ToHexStringLower(_sha256.GetCurrentHash());

    /// <summary>CRC32 as S3's headers have it.</summary>
    public string Crc32() => TransferBuffer.ToHeader(_crc32.GetCurrentHashAsUInt32());

    /// <inheritdoc/>
    public void Dispose() => _sha256.Dispose();
}
