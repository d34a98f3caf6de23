using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Reads parts of an object, all of the same version. A cut or stalled answer is asked for again, from where it stopped.
/// </summary>
internal sealed class S3ObjectRanges(S3Target target, ObjectEntry entry) : IObjectRanges
{
    private readonly string _key = target.Resolve(entry.Key);
    private string? _version;

    /// <inheritdoc/>
    public async Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var wanted = (int)Math.Clamp(entry.Size - offset, 0, buffer.Length);
        var done = 0;
        for (var failures = 0; done < wanted;)
        {
            try
            {
                var read = await ReadPieceAsync(offset + done, buffer[done..wanted], cancellationToken);
                done += read;
                if (read > 0) failures = 0;
                if (done == wanted) break;
                throw new IOException($"the connection ended after {done} of {wanted} bytes");
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
            {
                throw _version is null ? Missing(e) : Replaced(e);
            }
            catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed
                or HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                throw Replaced(e);
            }
            catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
            {
                if (!IsCut(e) || failures >= target.Settings.MaxResumes) throw S3Faults.Describe(target, entry.Key, S3Action.Read, e);
            }

            await Backoff.WaitAsync(++failures, target.Settings.TimeProvider, cancellationToken);
        }

        return done;
    }

    private static bool IsCut(Exception e) =>
        e is OperationCanceledException or IOException or HttpRequestException || (e is AmazonServiceException && S3Faults.IsTransient(e));

    /// <summary>One answer, which may be shorter than what was asked for.</summary>
    private async Task<int> ReadPieceAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(target.Settings.StallTimeout, target.Settings.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        using var response = await target.Client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = target.Bucket,
            Key = _key,
            EtagToMatch = Volatile.Read(ref _version),
            ByteRange = new ByteRange(offset, offset + buffer.Length - 1),
        }, both.Token);
        Require(response);
        var done = 0;
        while (done < buffer.Length)
        {
            int read;
            try
            {
                read = await response.ResponseStream.ReadAsync(buffer[done..], both.Token);
            }
            catch (Exception e) when (done > 0 && S3Faults.IsFault(e, cancellationToken) && IsCut(e))
            {
                break; // What has come by then need not come again.
            }

            if (read == 0) break;
            done += read;
        }

        return done;
    }

    /// <summary>The first answer says which version is read; none may be of another one, nor of another size than was listed.</summary>
    private void Require(GetObjectResponse response)
    {
        var version = Interlocked.CompareExchange(ref _version, response.ETag, null) ?? response.ETag;
        var size = long.TryParse(response.ContentRange?.Split('/')[^1], out var whole) ? whole : entry.Size;
        if (version != response.ETag || size != entry.Size) throw Replaced(inner: null);
    }

    private FileNotFoundException Missing(Exception inner) => new(
        $"There is no object '{entry.Key}' in the bucket '{target.Bucket}' below '{target.Location}'.", entry.Key, inner);

    private S3ObjectException Replaced(Exception? inner) => new(
        $"The object '{entry.Key}' could not be read from the bucket '{target.Bucket}': it was replaced or deleted while it was read; " +
        "read it again.", "ObjectReplaced", isTransient: true, inner);
}
