using GlacierBatch.Contract.Objects;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Ledgers;

namespace GlacierBatch.Core.Environments;

/// <summary>
/// Opens buckets, each once in a session, with the clients that go with it; and keeps what may be kept in memory only, the
/// credentials that were given.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class BucketOpener(TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, object> _credentials = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(BucketPlace, object?), OpenBucket> _open = [];

    /// <summary>Credentials of the session itself, for environments that were given none and name no profile; or null.</summary>
    public object? SessionCredential { get; set; }

    /// <summary>Keeps the credentials that were given for an environment.</summary>
    public void Keep(string environment, object credential)
    {
        lock (_gate) _credentials[environment] = credential;
    }

    /// <summary>The bucket of an environment.</summary>
    /// <param name="environment">The environment's name.</param>
    /// <param name="place">Where it is.</param>
    /// <exception cref="GlacierBatchException">It is no address of a bucket, or the AWS region or profile cannot be used.</exception>
    public OpenBucket Open(string environment, BucketPlace place)
    {
        if (!place.IsS3) return new OpenBucket(new FileObjectStore(place.Bucket), place, null);
        lock (_gate)
        {
            var credential = _credentials.GetValueOrDefault(environment) ?? (place.ProfileName is null ? SessionCredential : null);
            if (!_open.TryGetValue((place, credential), out var bucket)) _open[(place, credential)] = bucket = OpenS3(place, credential);
            return bucket;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var bucket in _open.Values) bucket.Aws?.Dispose();
            _open.Clear();
            _credentials.Clear();
        }
    }

    private OpenBucket OpenS3(BucketPlace place, object? credential)
    {
        var connection = AwsConnection.Open(
            new AwsConnectionOptions
            {
                Region = place.AwsRegion, ProfileName = place.ProfileName, EndpointUrl = place.EndpointUrl, Credential = credential,
            },
            time);
        try
        {
            var store = ObjectStores.Open(new Uri(place.Bucket), new ObjectStoreOptions
            {
                AwsRegion = connection.Region,
                ProfileName = connection.Profile,
                Credentials = connection.Credentials,
                EndpointUrl = connection.EndpointUrl,
            });
            return new OpenBucket(store, place with { AwsRegion = connection.Region }, new AwsClients(connection));
        }
        catch (Exception fault) when (fault is ArgumentException or UriFormatException)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "InvalidBucket",
                $"'{MessageText.Of(place.Bucket)}' is no bucket of S3: {fault.Message}",
                "Give -Bucket s3://name/prefix or a bucket's name.",
                place.Bucket, fault);
        }
    }
}
