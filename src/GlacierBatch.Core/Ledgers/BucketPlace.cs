namespace GlacierBatch.Core.Ledgers;

/// <summary>Where an environment's bucket is, and how this machine reaches it. Names and addresses only, never a secret.</summary>
/// <param name="Bucket">A folder, absolute, or <c>s3://bucket/prefix/</c>.</param>
/// <param name="AwsRegion">The AWS region, or null for a folder.</param>
/// <param name="ProfileName">The profile, or null for the SDK's own choice.</param>
/// <param name="EndpointUrl">Where every service of AWS is, instead of at AWS; or null.</param>
internal sealed record BucketPlace(string Bucket, string? AwsRegion = null, string? ProfileName = null, Uri? EndpointUrl = null)
{
    private const string Scheme = "s3://";

    /// <summary>Whether it is a bucket of S3.</summary>
    public bool IsS3 => Bucket.StartsWith(Scheme, StringComparison.Ordinal);

    /// <summary>Whether it is the same bucket, however it is written.</summary>
    public bool IsSame(string bucket) => Trimmed(Bucket) == Trimmed(bucket);

    private static string Trimmed(string bucket) => bucket.StartsWith(Scheme, StringComparison.Ordinal)
        ? bucket.TrimEnd('/')
        : Path.TrimEndingDirectorySeparator(Path.GetFullPath(bucket));
}
