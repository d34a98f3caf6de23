using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>Amazon ECR over the SDK's pipeline; the one file to exchange for the official package.</summary>
internal sealed class EcrClient : IEcrClient, IDisposable
{
    /// <summary>The service.</summary>
    internal static readonly AwsService Service = new("ECR", "Amazon ECR", "api.ecr", "ecr", "2015-09-21");

    private readonly JsonCaller _caller;

    /// <summary>Opens a client; it is for many threads and calls.</summary>
    /// <param name="connection">Where and as whom to call.</param>
    public EcrClient(AwsConnection connection) =>
        _caller = new JsonCaller(AwsServiceClient.Open(Service, connection), EcrJson.Default, "AmazonEC2ContainerRegistry_V20150921");

    /// <inheritdoc/>
    public Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(
        DescribeRepositoriesRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeRepositoriesRequest, DescribeRepositoriesResponse>("DescribeRepositories", request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(
        GetAuthorizationTokenRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<GetAuthorizationTokenRequest, GetAuthorizationTokenResponse>("GetAuthorizationToken", request, cancellationToken);

    /// <inheritdoc/>
    public Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<DescribeImagesRequest, DescribeImagesResponse>("DescribeImages", request, cancellationToken);

    /// <inheritdoc/>
    public Task<BatchGetImageResponse> BatchGetImageAsync(BatchGetImageRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<BatchGetImageRequest, BatchGetImageResponse>("BatchGetImage", request, cancellationToken);

    /// <inheritdoc/>
    public Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(
        GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken) =>
        _caller.CallAsync<GetDownloadUrlForLayerRequest, GetDownloadUrlForLayerResponse>(
            "GetDownloadUrlForLayer", request, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _caller.Dispose();
}
