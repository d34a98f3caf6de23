using System.IO.Hashing;
using System.Net;
using System.Runtime.InteropServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>One small object's write under a condition, through lost answers and conflicts.</summary>
internal sealed class S3ConditionalPut(S3Target target, string key, ReadOnlyMemory<byte> content, PutCondition condition)
{
    private readonly WriteMark _mark = new();
    private readonly string _fullKey = target.Resolve(key);
    private readonly string _checksum = TransferBuffer.ToHeader(Crc32.HashToUInt32(content.Span));

    /// <summary>Writes, if the condition holds.</summary>
    /// <returns>The new version, or null where the condition did not hold.</returns>
    /// <exception cref="S3ObjectException">It failed, or others are in the way all the time.</exception>
    public async Task<string?> RunAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await target.Client.PutObjectAsync(Request(), cancellationToken)).ETag;
            }
            catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
            {
                var fault = S3Faults.Describe(target, key, S3Action.Write, e);
                if (!MayHaveBeenOvertaken(e)) throw fault;
                var current = await LookAsync(e, fault, cancellationToken);
                if (current is not null && _mark.IsOn(current.Metadata)) return current.ETag;
                if (IsRefusal(e) || (IsHiddenAbsence(e) && current is null)) return null;
                if (!IsConflict(e)) throw fault;

                // Another request was being applied at the same moment: what counts is what it left behind.
                if (current?.ETag != condition.ETag) return null;
                if (attempt == target.Settings.MaxConflicts) throw fault;
            }

            await Backoff.WaitAsync(attempt, target.Settings.TimeProvider, cancellationToken);
        }
    }

    /// <summary>What is there now, or null.</summary>
    private async Task<GetObjectMetadataResponse?> LookAsync(Exception e, S3ObjectException fault, CancellationToken cancellationToken)
    {
        try
        {
            return await target.Client.GetObjectMetadataAsync(target.Bucket, _fullKey, cancellationToken);
        }
        catch (AmazonS3Exception look) when (look.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        catch (AmazonS3Exception look) when (look.StatusCode == HttpStatusCode.Forbidden)
        {
            // Denied, or not there where not all may be listed: a list of this one key tells.
            if (IsHiddenAbsence(e) && await S3Listing.FindAsync(target, key, cancellationToken) is not null) throw fault;
            return null;
        }
        catch (Exception look) when (S3Faults.IsFault(look, cancellationToken))
        {
            throw IsRefusal(e) || IsConflict(e) ? S3Faults.Describe(target, key, S3Action.Read, look) : fault;
        }
    }

    private PutObjectRequest Request()
    {
        var request = new PutObjectRequest
        {
            BucketName = target.Bucket,
            Key = _fullKey,
            InputStream = Open(content),
            ChecksumAlgorithm = ChecksumAlgorithm.CRC32,
            ChecksumCRC32 = _checksum,
            UseChunkEncoding = false,
            DisablePayloadSigning = target.UsesTls,
        };
        _mark.AddTo(request.Metadata);
        if (condition.ETag is null) request.IfNoneMatch = "*";
        else request.IfMatch = condition.ETag;
        return request;
    }

    private static MemoryStream Open(ReadOnlyMemory<byte> content) =>
        MemoryMarshal.TryGetArray(content, out var segment) && segment.Array is { } array
            ? new MemoryStream(array, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(content.ToArray(), writable: false);

    /// <summary>Whether the object must be looked at to know what became of the write.</summary>
    private bool MayHaveBeenOvertaken(Exception e) => IsRefusal(e) || IsConflict(e) || IsHiddenAbsence(e) || S3Faults.IsTransient(e);

    private bool IsRefusal(Exception e) => e is AmazonS3Exception s3 && (s3.StatusCode == HttpStatusCode.PreconditionFailed
        || (s3.StatusCode == HttpStatusCode.NotFound && condition.ETag is not null && s3.ErrorCode != "NoSuchBucket"));

    private static bool IsConflict(Exception e) =>
        e is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict, ErrorCode: "ConditionalRequestConflict" or "OperationAborted" };

    /// <summary>Where not all of the bucket may be listed, S3 says "denied" of a version where nothing is there.</summary>
    private bool IsHiddenAbsence(Exception e) =>
        condition.ETag is not null && e is AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden };
}
