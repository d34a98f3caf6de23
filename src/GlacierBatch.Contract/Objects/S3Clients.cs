using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace GlacierBatch.Contract.Objects;

/// <summary>Makes the client of a bucket as the options say.</summary>
public static class S3Clients
{
    /// <summary>Retries of the client's own, with its back-off: throttling is waited out for about a minute.</summary>
    private const int MaxRetries = 7;

    /// <summary>
    /// Bodies go to the socket in pieces of this size, in bytes: the SDK's own 8 KiB are a system call each, 150 for a scene, and a tenth
    /// of the processor time of sending it.
    /// </summary>
    private const int SendBytes = 128 << 10;

    /// <summary>For one request with its body: 16 MiB at about 1 Mbit/s.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    /// <summary>A client; nothing is asked of AWS before its first call.</summary>
    /// <exception cref="ArgumentException">The endpoint is no http address.</exception>
    /// <exception cref="S3ObjectException">No AWS region is set, or the profile cannot be read.</exception>
    public static IAmazonS3 Create(ObjectStoreOptions? options = null)
    {
        options ??= new ObjectStoreOptions();
        try
        {
            var config = Configure(options);
            return options.Credentials is { } credentials ? new AmazonS3Client(credentials, config) : new AmazonS3Client(config);
        }
        catch (AmazonClientException e)
        {
            throw new S3ObjectException(
                $"S3 cannot be used: {e.Message.Trim().TrimEnd('.')}; name an AWS region and a profile, or set AWS_REGION.",
                "Configuration", isTransient: false, e);
        }
    }

    private static AmazonS3Config Configure(ObjectStoreOptions options)
    {
        var region = options.AwsRegion ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION");
        var config = new AmazonS3Config
        {
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = MaxRetries,
            Timeout = RequestTimeout,
            ConnectTimeout = ConnectTimeout,
            BufferSize = SendBytes,
        };
        if (options.ProfileName is not null) config.Profile = new Profile(options.ProfileName);
        if (Endpoint(options) is not { } endpoint)
        {
            if (region is not null) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
            config.ForcePathStyle = options.PathStyle ?? false;
            return config;
        }

        config.ServiceURL = endpoint.AbsoluteUri;
        config.AuthenticationRegion = region ?? "us-east-1";
        config.ForcePathStyle = options.PathStyle
            ?? !endpoint.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase);
        return config;
    }

    private static Uri? Endpoint(ObjectStoreOptions options)
    {
        var endpoint = options.EndpointUrl;
        if (endpoint is null)
        {
            var variable = Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL");
            if (variable is null) return null;
            if (!Uri.TryCreate(variable, UriKind.Absolute, out endpoint)) throw NoEndpoint(variable);
        }

        return endpoint.IsAbsoluteUri && endpoint.Scheme is "http" or "https" ? endpoint : throw NoEndpoint(endpoint.ToString());
    }

    private static ArgumentException NoEndpoint(string url) =>
        new($"'{url}' is no endpoint of S3: give an address such as https://s3.eu-west-1.amazonaws.com.");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
