using System.Text;
using Amazon.Runtime;
using GlacierBatch.Core.Aws.Ecr;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>A registry's service that gives one password and knows the images that it is told: for tests of engines alone.</summary>
internal sealed class FixedEcr(string password, params (string Tag, string Digest)[] images) : IEcrClient
{
    public Task<GetAuthorizationTokenResponse> GetAuthorizationTokenAsync(
        GetAuthorizationTokenRequest request, CancellationToken cancellationToken)
    {
        var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"AWS:{password}"));
        var data = new AuthorizationData { AuthorizationToken = token };
        return Task.FromResult(new GetAuthorizationTokenResponse { AuthorizationData = [data] });
    }

    public Task<DescribeImagesResponse> DescribeImagesAsync(DescribeImagesRequest request, CancellationToken cancellationToken)
    {
        var found = images.Where(image => request.ImageIds?[0].ImageTag == image.Tag).ToList();
        return found.Count == 0
            ? throw new AmazonServiceException("There is no such image.")
            {
                ErrorCode = "ImageNotFoundException",
                StatusCode = System.Net.HttpStatusCode.BadRequest,
            }
            : Task.FromResult(new DescribeImagesResponse { ImageDetails = [new ImageDetail { ImageDigest = found[0].Digest }] });
    }

    public Task<DescribeRepositoriesResponse> DescribeRepositoriesAsync(
        DescribeRepositoriesRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<BatchGetImageResponse> BatchGetImageAsync(BatchGetImageRequest request, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<GetDownloadUrlForLayerResponse> GetDownloadUrlForLayerAsync(
        GetDownloadUrlForLayerRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();
}
