using GlacierBatch.Core;

namespace GlacierBatch.PowerShell.Arguments;

/// <summary>How <c>-Bucket</c> is read where it may be a bucket of S3.</summary>
internal static class BucketAddress
{
    private const string Scheme = "s3://";

    /// <summary>The address <c>s3://bucket/prefix/</c>, or a folder, absolute.</summary>
    /// <param name="bucket">The name of a bucket, <c>s3://bucket/prefix</c>, <c>file:///folder</c> or a path.</param>
    /// <param name="resolve">Resolves a path from the user's current location.</param>
    /// <exception cref="GlacierBatchException">It is none of these.</exception>
    public static string Of(string bucket, Func<string, string> resolve)
    {
        var text = bucket.Trim();
        if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return Scheme + text[Scheme.Length..].TrimEnd('/') + "/";
        var isName = text.Length > 0 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(text[0]);
        return isName ? $"{Scheme}{text}/" : BucketFolder.Of(bucket, resolve);
    }
}
