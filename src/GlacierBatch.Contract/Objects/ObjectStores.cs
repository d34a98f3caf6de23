namespace GlacierBatch.Contract.Objects;

/// <summary>Opens the store of an address.</summary>
public static class ObjectStores
{
    /// <summary>A store; nothing is read or made before its first call. Its connections live as long as the process.</summary>
    /// <param name="location"><c>file:///folder</c>, <c>s3://bucket</c> or <c>s3://bucket/prefix</c>, with a final slash or not.</param>
    /// <param name="options">How to reach a bucket.</param>
    /// <exception cref="ArgumentException">It is no address of a store.</exception>
    /// <exception cref="IOException">No AWS region is set, or the profile cannot be read.</exception>
    public static IObjectStore Open(Uri location, ObjectStoreOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(location);
        if (!location.IsAbsoluteUri) throw NoStore(location);
        options ??= new ObjectStoreOptions();
        switch (location.Scheme)
        {
            case "file":
                return new FileObjectStore(location.LocalPath, options.Settings.TimeProvider);
            case "s3" when location is { UserInfo: "", Query: "", Fragment: "", IsDefaultPort: true }:
                var prefix = string.Join('/', location.AbsolutePath.Trim('/').Split('/').Select(Uri.UnescapeDataString));
                return new S3ObjectStore(S3Clients.Create(options), S3BucketName.Require(location.Host), prefix, options.Settings);
            default:
                throw NoStore(location);
        }
    }

    private static ArgumentException NoStore(Uri location) =>
        new($"'{location.OriginalString}' is no address of a store: give s3://bucket/prefix or file:///folder.", nameof(location));
}
