using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// A bucket of S3, or the part of one below a prefix. Writes are checked end to end by CRC32, large ones in parallel parts; memory
/// is bounded for all uploads of a store together; a download that is cut goes on where it stopped. Faults are
/// <see cref="S3ObjectException"/>. Beyond the retries of the client that it is given nothing needs to be repeated by callers.
/// The order of a listing is S3's, by UTF-8 bytes, which is ordinal for all keys but those beyond Unicode's first plane.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IBulkDelete, IRangeReader
{
    private const int MaxDeletesPerRequest = 1000;

    private readonly S3Upload _upload;

    /// <summary>A store over a bucket; nothing is asked of S3 before the first call.</summary>
    /// <param name="client">Speaks to S3; it stays the caller's and must outlive the store.</param>
    /// <param name="bucket">The bucket's name.</param>
    /// <param name="prefix">What all keys begin with in the bucket, folders without a slash at the beginning; empty for all of it.</param>
    /// <param name="settings">How bytes are moved; the defaults where none are given.</param>
    /// <exception cref="ArgumentException">The bucket's name or the prefix cannot be used.</exception>
    public S3ObjectStore(IAmazonS3 client, string bucket, string prefix = "", S3StoreSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(prefix);
        settings ??= new S3StoreSettings();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.PartBytes, S3StoreSettings.MinPartBytes, nameof(settings));
        Target = new S3Target(client, bucket, prefix, settings);
        _upload = new S3Upload(
            Target, new ByteBudget(Math.Max(settings.UploadMemoryBytes, settings.PartBytes)), settings.PartBytes, settings.PartBytes);
    }

    /// <summary>The bucket's name.</summary>
    public string Bucket => Target.Bucket;

    /// <summary>What all keys begin with in the bucket: empty, or with a slash at its end.</summary>
    public string Prefix => Target.Prefix;

    /// <inheritdoc/>
    public Uri Location => Target.Location;

    /// <summary>The part of the bucket that this is.</summary>
    internal S3Target Target { get; }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        S3Listing.ListAsync(Target, prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<ObjectEntry?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        S3Listing.FindAsync(Target, key, cancellationToken);

    /// <inheritdoc/>
    public async Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await using var reader = await S3ObjectReader.OpenAsync(Target, key, cancellationToken);
        if (reader is null) return null;
        StoredDocument.RequireSize(key, Location, reader.Version.Size);
        var content = new byte[reader.Version.Size];

        // To its end, which is where the checksum is compared.
        await reader.CopyToAsync(new MemoryStream(content), cancellationToken);
        return new StoredDocument(content, reader.Version.ETag);
    }

    /// <inheritdoc/>
    /// <exception cref="S3ObjectException">
    /// Reading: the object was replaced meanwhile, or its bytes do not match the checksum. A cut connection is taken up again.
    /// </exception>
    public async Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default) =>
        await S3ObjectReader.OpenAsync(Target, key, cancellationToken)
        ?? throw new FileNotFoundException($"There is no object '{key}' in the bucket '{Bucket}' below '{Location}'.", key);

    /// <inheritdoc/>
    public IObjectRanges OpenRanges(ObjectEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new S3ObjectRanges(Target, entry);
    }

    /// <inheritdoc/>
    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        Target.Resolve(key);
        return _upload.PutAsync(key, content, content.CanSeek ? content.Length - content.Position : null, sha256: null, cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A write that was applied though its answer was lost counts as written, unless another has replaced it by the time of the
    /// second try: then the answer is null, since the version that was written is not there any more.
    /// </remarks>
    public Task<string?> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        Target.Resolve(key);
        return new S3ConditionalPut(Target, key, content, condition).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var request = new DeleteObjectRequest { BucketName = Bucket, Key = Target.Resolve(key) };
        await S3Faults.OnAsync(Target, key, S3Action.Delete, async () =>
        {
            try
            {
                return await Target.Client.DeleteObjectAsync(request, cancellationToken);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
            {
                // S3 itself says 204; some that speak its language say this.
                return null;
            }
        }, cancellationToken);
    }

    /// <inheritdoc/>
    async Task<int> IBulkDelete.DeleteAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var keys in ListAsync(prefix, cancellationToken).Select(e => e.Key).Chunk(MaxDeletesPerRequest))
        {
            await DeleteAsync(keys, cancellationToken);
            count += keys.Length;
        }

        return count;
    }

    private async Task DeleteAsync(string[] keys, CancellationToken cancellationToken)
    {
        var request = new DeleteObjectsRequest
        {
            BucketName = Bucket, Quiet = true, Objects = [.. keys.Select(k => new KeyVersion { Key = Target.Resolve(k) })],
        };
        await S3Faults.OnAsync(Target, keys[0], S3Action.Delete, async () =>
        {
            var response = await Target.Client.DeleteObjectsAsync(request, cancellationToken);
            return response.DeleteErrors is not [var first, ..] ? response
                : throw new AmazonS3Exception(first.Message) { ErrorCode = first.Code, StatusCode = StatusOf(first.Code) };
        }, cancellationToken);
    }

    private static HttpStatusCode StatusOf(string code) => code switch
    {
        "AccessDenied" => HttpStatusCode.Forbidden,
        "InternalError" => HttpStatusCode.InternalServerError,
        "SlowDown" => HttpStatusCode.ServiceUnavailable,
        _ => HttpStatusCode.BadRequest,
    };
}
