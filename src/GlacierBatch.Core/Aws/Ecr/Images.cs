using System.Text.Json.Serialization;
using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>An image, by its digest or a tag.</summary>
internal sealed record ImageIdentifier
{
    /// <summary><c>sha256:...</c></summary>
    public string? ImageDigest { get; init; }

    public string? ImageTag { get; init; }
}

/// <summary>Asks for images of a repository.</summary>
internal sealed record DescribeImagesRequest
{
    public required string RepositoryName { get; init; }

    public string? RegistryId { get; init; }

    /// <summary>1 to 100, or null for all.</summary>
    public IReadOnlyList<ImageIdentifier>? ImageIds { get; init; }

    /// <summary>1 to 1000; not together with ids.</summary>
    public int? MaxResults { get; init; }

    public string? NextToken { get; init; }
}

/// <summary>A page of images.</summary>
internal sealed record DescribeImagesResponse
{
    public IReadOnlyList<ImageDetail> ImageDetails { get; init; } = [];

    public string? NextToken { get; init; }
}

/// <summary>An image.</summary>
internal sealed record ImageDetail
{
    public string? RepositoryName { get; init; }

    public string? ImageDigest { get; init; }

    public IReadOnlyList<string>? ImageTags { get; init; }

    public long? ImageSizeInBytes { get; init; }

    [JsonConverter(typeof(EpochSecondsConverter))]
    public DateTimeOffset? ImagePushedAt { get; init; }

    public string? ImageManifestMediaType { get; init; }
}

/// <summary>Asks for the manifests of images, which tell their architecture.</summary>
internal sealed record BatchGetImageRequest
{
    public required string RepositoryName { get; init; }

    public string? RegistryId { get; init; }

    /// <summary>1 to 100.</summary>
    public required IReadOnlyList<ImageIdentifier> ImageIds { get; init; }

    public IReadOnlyList<string>? AcceptedMediaTypes { get; init; }
}

/// <summary>The manifests, and what was not to be had.</summary>
internal sealed record BatchGetImageResponse
{
    public IReadOnlyList<Image> Images { get; init; } = [];

    public IReadOnlyList<ImageFailure> Failures { get; init; } = [];
}

/// <summary>An image with its manifest.</summary>
internal sealed record Image
{
    public string? RepositoryName { get; init; }

    public ImageIdentifier? ImageId { get; init; }

    /// <summary>JSON.</summary>
    public string? ImageManifest { get; init; }

    public string? ImageManifestMediaType { get; init; }
}

/// <summary>Why there is nothing for an image.</summary>
internal sealed record ImageFailure
{
    public ImageIdentifier? ImageId { get; init; }

    public string? FailureCode { get; init; }

    public string? FailureReason { get; init; }
}
