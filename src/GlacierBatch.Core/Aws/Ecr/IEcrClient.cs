namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>
/// The operations of Amazon ECR in use, by AWS's own names. What fails throws what the SDK throws; <see cref="AwsFault"/> says it.
/// </summary>
internal interface IEcrClient
{
    /// <summary>Describes a page of repositories.</summary>
    Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(DescribeRepositoriesRequest request, CancellationToken cancellationToken);

    /// <summary>Gets a password to the registry.</summary>
    Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(
        GetAuthorizationTokenRequest request, CancellationToken cancellationToken);

    /// <summary>Describes a page of images.</summary>
    Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken);

    /// <summary>Gets the manifests of images.</summary>
    Task<BatchGetImageResponse> BatchGetImageAsync(BatchGetImageRequest request, CancellationToken cancellationToken);

    /// <summary>Asks where a layer, or an image's configuration, can be fetched.</summary>
    Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(
        GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken);
}
