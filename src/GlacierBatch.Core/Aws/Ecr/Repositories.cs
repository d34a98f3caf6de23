using System.Text;
using System.Text.Json.Serialization;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>Asks for repositories, by name, or for all.</summary>
internal sealed record DescribeRepositoriesRequest
{
    public string? RegistryId { get; init; }

    /// <summary>1 to 100, or null for all.</summary>
    public IReadOnlyList<string>? RepositoryNames { get; init; }

    /// <summary>1 to 1000; not together with names.</summary>
    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of repositories.</summary>
internal sealed record DescribeRepositoriesResponse
{
    public IReadOnlyList<Repository> Repositories { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>A repository.</summary>
internal sealed record Repository
{
    public string? RepositoryArn { get; init; }

    public string? RegistryId { get; init; }

    public string? RepositoryName { get; init; }

    /// <summary>What to push to: host and name.</summary>
    public string? RepositoryUri { get; init; }

    public string? ImageTagMutability { get; init; }

    public ImageScanningConfiguration? ImageScanningConfiguration { get; init; }
}

/// <summary>Whether an image is scanned when it is pushed.</summary>
internal sealed record ImageScanningConfiguration(bool ScanOnPush);

/// <summary>Asks for a password to the registry.</summary>
internal sealed record GetAuthorizationTokenRequest;

/// <summary>The password, good for twelve hours.</summary>
internal sealed record GetAuthorizationTokenResponse
{
    public IReadOnlyList<AuthorizationData> AuthorizationData { get; init; } = [];
}

/// <summary>A user and password for the registry; prints without them.</summary>
internal sealed record AuthorizationData
{
    /// <summary>Base64 of <c>user:password</c>.</summary>
    public required string AuthorizationToken { get; init; }

    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset? ExpiresAt { get; init; }

    public string? ProxyEndpoint { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"ProxyEndpoint = {ProxyEndpoint}, ExpiresAt = {ExpiresAt}");
        return true;
    }
}
