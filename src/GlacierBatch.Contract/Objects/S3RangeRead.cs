using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>Reads a part of an object. A cut or stalled answer is asked for again, from where it stopped.</summary>
internal static class S3RangeRead
{
    /// <summary>Fills the buffer as far as the object goes.</summary>
    public static async Task<int> ReadAsync(S3Target target, string key, long offset, Memory<byte> buffer,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var resolved = target.Resolve(key);
        var done = 0;
        for (var failures = 0; done < buffer.Length;)
        {
            try
            {
                var read = await ReadPieceAsync(target, resolved, offset + done, buffer[done..], cancellationToken);
                if (read == 0) break;
                done += read;
                continue;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
            {
                break; // The object ends before.
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
            {
                throw new FileNotFoundException($"There is no object '{key}' in the bucket '{target.Bucket}' below '{target.Location}'.",
                    key, e);
            }
            catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
            {
                if (!IsCut(e) || failures >= target.Settings.MaxResumes) throw S3Faults.Describe(target, key, S3Action.Read, e);
            }

            await Backoff.WaitAsync(++failures, target.Settings.TimeProvider, cancellationToken);
        }

        return done;
    }

    private static bool IsCut(Exception e) =>
        e is OperationCanceledException or IOException or HttpRequestException || (e is AmazonServiceException && S3Faults.IsTransient(e));

    /// <summary>One answer, which may be shorter than what was asked for.</summary>
    private static async Task<int> ReadPieceAsync(
        S3Target target, string resolved, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(target.Settings.StallTimeout, target.Settings.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var request = new GetObjectRequest
        {
            BucketName = target.Bucket, Key = resolved, ByteRange = new ByteRange(offset, offset + buffer.Length - 1),
        };
        using var response = await target.Client.GetObjectAsync(request, both.Token);
        var done = 0;
        while (done < buffer.Length)
        {
            var read = await response.ResponseStream.ReadAsync(buffer[done..], both.Token);
            if (read == 0) break;
            done += read;
        }

        return done;
    }
}
