using Amazon.Runtime;

namespace GlacierBatch.Contract.Objects;

/// <summary>How to reach the bucket of an address; all of it is optional and means nothing to a folder.</summary>
public sealed record ObjectStoreOptions
{
    /// <summary>The AWS region; else AWS_REGION, AWS_DEFAULT_REGION, the profile's or the instance's.</summary>
    public string? AwsRegion { get; init; }

    /// <summary>The profile whose credentials are used; else the SDK's own chain: environment, web identity, container, instance.</summary>
    public string? ProfileName { get; init; }

    /// <summary>Credentials themselves; they beat the profile.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>An endpoint that is not AWS's own; else AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether the bucket is named in the path and not in the host; unset: for endpoints not AWS's own.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>How bytes are moved.</summary>
    public S3StoreSettings Settings { get; init; } = new();
}
