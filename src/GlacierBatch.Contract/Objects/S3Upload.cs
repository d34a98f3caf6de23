using Amazon.S3;

namespace GlacierBatch.Contract.Objects;

/// <summary>Writes objects of any size from streams of any kind, by one request where they are small and in parts where not.</summary>
/// <param name="target">The bucket.</param>
/// <param name="budget">Where the memory is borrowed.</param>
/// <param name="wholeBytes">What is known to be no longer goes by one request.</param>
/// <param name="partBytes">The size of a part of what is longer, or may be.</param>
internal sealed class S3Upload(S3Target target, ByteBudget budget, int wholeBytes, int partBytes)
{
    /// <summary>Reads the source to its end and writes it.</summary>
    /// <param name="key">The object.</param>
    /// <param name="content">The source.</param>
    /// <param name="length">What is left of it, in bytes, as far as it is known.</param>
    /// <param name="sha256">Tells its SHA-256, in hexadecimal, once it was read to its end; where somebody knows it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="S3ObjectException">S3 failed; nothing of the object is there that was not before.</exception>
    public async Task PutAsync(
        string key, Stream content, long? length, Func<string?>? sha256, CancellationToken cancellationToken)
    {
        var source = new PartSource(content, budget, length <= wholeBytes ? wholeBytes : partBytes, length);
        using var first = await source.ReadAsync(partNumber: 1, cancellationToken);
        if (source.HasEnded)
        {
            await PutWholeAsync(key, first, sha256?.Invoke(), cancellationToken);
            return;
        }

        await new S3MultipartUpload(target, key).RunAsync(first, source, cancellationToken);
    }

    private async Task PutWholeAsync(string key, TransferBuffer content, string? sha256, CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = target.Bucket,
            Key = target.Resolve(key),
            InputStream = content.OpenRead(),
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumCRC32 = TransferBuffer.ToHeader(content.Checksum()),
            UseChunkEncoding = false,
            DisablePayloadSigning = sha256 is null && target.UsesTls,
        };

        // Known already: the signature then covers the content too, at no cost, and S3 compares it with what arrives.
        if (sha256 is not null) request.Headers["x-amz-content-sha256"] = sha256;
        await S3Faults.OnAsync(
            target, key, S3Action.Write, () => target.Client.PutObjectAsync(request, cancellationToken), cancellationToken);
    }
}
