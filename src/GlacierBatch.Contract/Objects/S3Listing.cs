using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>Lists a bucket page by page, as far as somebody reads on.</summary>
internal static class S3Listing
{
    /// <summary>The objects whose key begins with a prefix, in S3's order. Keys that no store could read are left out.</summary>
    /// <exception cref="ArgumentException">The prefix names folders that no key can have.</exception>
    /// <exception cref="S3ObjectException">The bucket cannot be listed.</exception>
    public static IAsyncEnumerable<ObjectEntry> ListAsync(S3Target target, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0) ObjectKey.Require(prefix[..slash]);
        return WalkAsync(target, prefix, cancellationToken);
    }

    /// <summary>One object's entry, or null. By LIST, since a HEAD of a missing key is a 403 where only a prefix may be listed.</summary>
    public static async Task<ObjectEntry?> FindAsync(S3Target target, string key, CancellationToken cancellationToken)
    {
        var wanted = target.Resolve(key);
        var page = await ReadPageAsync(target, key, new ListObjectsV2Request
        {
            // The key itself comes first among all that begin with it.
            BucketName = target.Bucket, Prefix = wanted, MaxKeys = 1, Encoding = EncodingType.Url,
        }, cancellationToken);
        return page.S3Objects is [var first, ..] && Decode(page, first.Key) == wanted ? Entry(key, first) : null;
    }

    private static async IAsyncEnumerable<ObjectEntry> WalkAsync(
        S3Target target, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? next = null;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = await ReadPageAsync(target, prefix, new ListObjectsV2Request
            {
                BucketName = target.Bucket, Prefix = target.Prefix + prefix, ContinuationToken = next, Encoding = EncodingType.Url,
            }, cancellationToken);
            foreach (var found in page.S3Objects ?? [])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var key = Decode(page, found.Key);
                if (!key.StartsWith(target.Prefix, StringComparison.Ordinal)) continue;
                key = key[target.Prefix.Length..];

                // A folder's mark ("a/") or a name that leads elsewhere was not put here by a store, and could not be read by one.
                if (ObjectKey.FindFault(key) is null) yield return Entry(key, found);
            }

            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    private static Task<ListObjectsV2Response> ReadPageAsync(
        S3Target target, string key, ListObjectsV2Request request, CancellationToken cancellationToken) =>
        S3Faults.OnAsync(
            target, key, S3Action.List, () => target.Client.ListObjectsV2Async(request, cancellationToken), cancellationToken);

    /// <summary>Keys come encoded, because a key of somebody else's may have characters that XML cannot say.</summary>
    private static string Decode(ListObjectsV2Response page, string key) =>
        page.Encoding == EncodingType.Url ? WebUtility.UrlDecode(key) : key;

    private static ObjectEntry Entry(string key, S3Object found) =>
        new(key, found.Size ?? 0, new DateTimeOffset((found.LastModified ?? DateTime.UnixEpoch).ToUniversalTime()));
}
