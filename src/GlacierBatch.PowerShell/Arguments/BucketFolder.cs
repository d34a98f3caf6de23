using GlacierBatch.Core;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>How <c>-Bucket</c> is read for the local service.</summary>
internal static class BucketFolder
{
    /// <summary>The folder, absolute.</summary>
    /// <param name="bucket">A folder, or <c>file:///folder</c>.</param>
    /// <param name="resolve">Resolves a path from the user's current location.</param>
    /// <exception cref="GlacierBatchException">It is a bucket of another kind.</exception>
    public static string Of(string bucket, Func<string, string> resolve)
    {
        var scheme = bucket.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return resolve(bucket);
        if (bucket.StartsWith("file://", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(bucket, UriKind.Absolute, out var uri))
        {
            return Path.GetFullPath(uri.LocalPath);
        }

        throw new GlacierBatchException(ErrorKind.InvalidArgument, "BucketNotAFolder",
            $"The local service keeps its bucket in a folder, and '{bucket}' is none.", "Give a folder with -Bucket, or leave it out.",
            bucket);
    }
}
