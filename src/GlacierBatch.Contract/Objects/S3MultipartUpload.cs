using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>One large object, written in parts, several at a time; it appears whole when the last one is in, or not at all.</summary>
internal sealed class S3MultipartUpload(S3Target target, string key)
{
    private const int MaxParts = 10_000;
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(15);

    private readonly string _fullKey = target.Resolve(key);
    private readonly WriteMark _mark = new();
    private readonly List<Task<SentPart>> _parts = [];
    private string _uploadId = "";
    private long _bytes;

    /// <summary>Writes the first part and all that follow.</summary>
    /// <exception cref="S3ObjectException">S3 failed; the upload was given up there too, as far as S3 could be reached.</exception>
    public async Task RunAsync(TransferBuffer first, PartSource source, CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await SendAsync(first, source, failing);
            await CompleteAsync(await Task.WhenAll(_parts), cancellationToken);
        }
        catch (Exception e)
        {
            await failing.CancelAsync();
            var cause = await FirstFaultAsync(cancellationToken);
            await AbortAsync();
            if (e is OperationCanceledException && cause is not null) throw cause;
            throw;
        }
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = target.Bucket,
            Key = _fullKey,
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumType = ChecksumType.FULL_OBJECT,
        };
        _mark.AddTo(request.Metadata);
        var response = await S3Faults.OnAsync(
            target, key, S3Action.Write, () => target.Client.InitiateMultipartUploadAsync(request, cancellationToken), cancellationToken);
        _uploadId = response.UploadId;
    }

    private async Task SendAsync(TransferBuffer first, PartSource source, CancellationTokenSource failing)
    {
        var part = first;
        for (var number = 1; ; number++)
        {
            _bytes += part.Length;
            _parts.Add(SendPartAsync(part, number, source.HasEnded, failing));
            if (source.HasEnded) return;
            if (number == MaxParts)
            {
                throw new S3ObjectException(
                    $"The object '{key}' could not be written to the bucket '{target.Bucket}': it has more than {_bytes} bytes, " +
                    "which is as much as goes into 10,000 parts.", "EntityTooLarge", isTransient: false);
            }

            part = await source.ReadAsync(number + 1, failing.Token);
        }
    }

    private async Task<SentPart> SendPartAsync(TransferBuffer part, int number, bool isLast, CancellationTokenSource failing)
    {
        using var held = part;
        try
        {
            // Off the reader's path: the checksum costs time.
            await Task.Yield();
            var crc = part.Checksum();
            var checksum = TransferBuffer.ToHeader(crc);
            var response = await S3Faults.OnAsync(target, key, S3Action.Write, () => target.Client.UploadPartAsync(new UploadPartRequest
            {
                BucketName = target.Bucket,
                Key = _fullKey,
                UploadId = _uploadId,
                PartNumber = number,
                PartSize = part.Length,
                IsLastPart = isLast,
                InputStream = part.OpenRead(),
                ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
                ChecksumCRC32 = checksum,
                UseChunkEncoding = false,
                DisablePayloadSigning = target.UsesTls,
            }, failing.Token), failing.Token);
            return new SentPart(new PartETag(number, response.ETag) { ChecksumCRC32 = checksum }, crc, part.Length);
        }
        catch
        {
            // One lost part is enough: no more are read, and those on their way stop.
            await failing.CancelAsync();
            throw;
        }
    }

    private async Task CompleteAsync(SentPart[] parts, CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = target.Bucket,
            Key = _fullKey,
            UploadId = _uploadId,
            PartETags = [.. parts.Select(part => part.Tag)],
            ChecksumType = ChecksumType.FULL_OBJECT,
            ChecksumCRC32 = TransferBuffer.ToHeader(parts.Aggregate(0u, (whole, part) => Crc32Sum.Append(whole, part.Crc, part.Length))),
            MpuObjectSize = _bytes,
        };
        await S3Faults.OnAsync(target, key, S3Action.Write, async () =>
        {
            try
            {
                await target.Client.CompleteMultipartUploadAsync(request, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode == "NoSuchUpload")
            {
                // The answer to the first try was lost, and the upload is complete: unless another has replaced it since, it shows.
                var there = await target.Client.GetObjectMetadataAsync(target.Bucket, _fullKey, cancellationToken);
                if (!_mark.IsOn(there.Metadata)) throw;
            }

            return true;
        }, cancellationToken);
    }

    /// <summary>Waits until no part is on its way any more; one that arrived afterwards would stay and be billed.</summary>
    private async Task<Exception?> FirstFaultAsync(CancellationToken cancellationToken)
    {
        Exception? first = null;
        foreach (var part in _parts)
        {
            try
            {
                await part;
            }
            catch (Exception e)
            {
                // A part that was only stopped is no cause, unless stopping is what the caller wanted.
                if (e is not OperationCanceledException || cancellationToken.IsCancellationRequested) first ??= e;
            }
        }

        return first;
    }

    private async Task AbortAsync()
    {
        // Not the caller's token: a cancelled upload must be given up too.
        using var patience = new CancellationTokenSource(AbortPatience, target.Settings.TimeProvider);
        try
        {
            await target.Client.AbortMultipartUploadAsync(target.Bucket, _fullKey, _uploadId, patience.Token);
        }
        catch (Exception e) when (S3Faults.IsFault(e, CancellationToken.None))
        {
            // The cause is on its way to the caller; the bucket's lifecycle rule for aborted uploads removes the parts.
        }
    }

    private sealed record SentPart(PartETag Tag, uint Crc, int Length);
}
