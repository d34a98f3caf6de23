using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>Asks a bucket which version of an object it has.</summary>
internal static class S3Versions
{
    /// <summary>The version that is there, or null.</summary>
    /// <exception cref="S3ObjectException">S3 cannot be asked.</exception>
    public static async Task<ObjectVersion?> FindAsync(S3Target target, string key, CancellationToken cancellationToken)
    {
        try
        {
            var response = await target.Client.GetObjectMetadataAsync(new GetObjectMetadataRequest
            {
                BucketName = target.Bucket, Key = target.Resolve(key), ChecksumMode = ChecksumMode.ENABLED,
            }, cancellationToken);
            return new ObjectVersion(
                response.ETag, response.ContentLength, OfWhole(response.ChecksumCRC32, response.ChecksumType));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            // Where not all of the bucket may be listed, S3 says so of a missing key too.
            if (await IsMissingAsync(target, key, cancellationToken)) return null;
            throw S3Faults.Describe(target, key, S3Action.Read, e);
        }
        catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
        {
            throw S3Faults.Describe(target, key, S3Action.Read, e);
        }
    }

    /// <summary>Whether a list says that there is no such object; false where that may not be asked either.</summary>
    public static async Task<bool> IsMissingAsync(S3Target target, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await S3Listing.FindAsync(target, key, cancellationToken) is null;
        }
        catch (S3ObjectException)
        {
            // Then the first refusal is the one to tell.
            return false;
        }
    }

    /// <summary>The checksum, unless it is one of the parts' checksums.</summary>
    public static string? OfWhole(string? crc32, ChecksumType? type) =>
        type == ChecksumType.COMPOSITE || crc32?.Contains('-') == true ? null : crc32;
}
