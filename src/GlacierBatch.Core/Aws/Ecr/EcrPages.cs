using GlacierBatch.Core.Aws.Wire;

namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>Whole lists, page by page as they are read.</summary>
internal static class EcrPages
{
    /// <summary>All repositories that a request describes.</summary>
    public static IAsyncEnumerable<Repository> DescribeAllRepositoriesAsync(
        this IEcrClient client, DescribeRepositoriesRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeRepositoriesAsync(request with { NextToken = token }, cancellationToken),
            page => page.Repositories, page => page.NextToken);

    /// <summary>All images that a request describes.</summary>
    public static IAsyncEnumerable<ImageDetail> DescribeAllImagesAsync(
        this IEcrClient client, DescribeImagesRequest request, CancellationToken cancellationToken) =>
        Pages.ReadAsync(
            token => client.DescribeImagesAsync(request with { NextToken = token }, cancellationToken),
            page => page.ImageDetails, page => page.NextToken);
}
