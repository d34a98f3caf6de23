namespace GlacierBatch.Contract.Objects;

/// <summary>What is done to a bucket, in a sentence's words and in those of a policy.</summary>
/// <param name="Verb">As in "could not be [written to] the bucket".</param>
/// <param name="Permission">What IAM calls it.</param>
internal sealed record S3Action(string Verb, string Permission)
{
    /// <summary>Reading an object.</summary>
    public static S3Action Read { get; } = new("read from", "s3:GetObject");

    /// <summary>Writing an object.</summary>
    public static S3Action Write { get; } = new("written to", "s3:PutObject");

    /// <summary>Deleting an object.</summary>
    public static S3Action Delete { get; } = new("deleted from", "s3:DeleteObject");

    /// <summary>Listing keys.</summary>
    public static S3Action List { get; } = new("listed in", "s3:ListBucket");
}
