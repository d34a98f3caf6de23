using Amazon.S3;

namespace GlacierBatch.Contract.Objects;

/// <summary>The part of a bucket that a store is, and how its keys map to those of the bucket.</summary>
internal sealed class S3Target
{
    /// <summary>Names the part of the bucket.</summary>
    /// <exception cref="ArgumentException">The bucket's name or the prefix cannot be used.</exception>
    public S3Target(IAmazonS3 client, string bucket, string prefix, S3StoreSettings settings)
    {
        Client = client;
        Bucket = S3BucketName.Require(bucket);
        var trimmed = prefix.TrimEnd('/');
        if (trimmed.Length > 0 && ObjectKey.FindFault(trimmed) is { } fault)
            throw new ArgumentException($"The prefix '{trimmed}' in the bucket '{bucket}' cannot be used: {fault}.", nameof(prefix));
        Prefix = trimmed.Length == 0 ? "" : trimmed + "/";
        Settings = settings;
        Location = new Uri($"s3://{bucket}/" + string.Join('/', Prefix.Split('/').Select(Uri.EscapeDataString)));
        UsesTls = !(client.Config.UseHttp || client.Config.ServiceURL?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true);
    }

    /// <summary>Speaks to S3.</summary>
    public IAmazonS3 Client { get; }

    /// <summary>The bucket's name.</summary>
    public string Bucket { get; }

    /// <summary>What every key of the store begins with in the bucket: nothing, or folders and a slash.</summary>
    public string Prefix { get; }

    /// <summary>How bytes are moved.</summary>
    public S3StoreSettings Settings { get; }

    /// <summary>The address, with a slash at its end.</summary>
    public Uri Location { get; }

    /// <summary>Whether the wire guards the bytes, so that they need not be hashed for the signature too.</summary>
    public bool UsesTls { get; }

    /// <summary>A key as the bucket knows it.</summary>
    /// <exception cref="ArgumentException">It is no valid key, or too long behind the prefix.</exception>
    public string Resolve(string key)
    {
        ObjectKey.Require(key);
        return Prefix.Length == 0 ? key : ObjectKey.Require(Prefix + key);
    }
}
