using System.Text.Json;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Ecr;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>
/// Learns for which architectures an image is: an index lists them; a plain image says it in its configuration, which is fetched from
/// the signed address that ECR gives.
/// </summary>
/// <param name="ecr">ECR.</param>
internal sealed class ImageArchitecture(IEcrClient ecr)
{
    private const int MostBytes = 1 << 20;

    private static readonly string[] Types =
    [
        "application/vnd.oci.image.index.v1+json", "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json", "application/vnd.docker.distribution.manifest.v2+json",
    ];

    /// <summary>The architectures, such as <c>amd64</c>; none where they could not be learnt.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">The image is not there, or may not be looked at.</exception>
    public async Task<IReadOnlyList<string>> FindAsync(ImagePlace place, CancellationToken cancellationToken)
    {
        var id = new ImageIdentifier { ImageDigest = place.Digest };
        // Says that an image is not there; the next call only tells it as one failure among others.
        await ecr.DescribeImagesAsync(
            new DescribeImagesRequest { RegistryId = place.RegistryId, RepositoryName = place.Repository, ImageIds = [id] },
                cancellationToken);
        var answer = await ecr.BatchGetImageAsync(
            new BatchGetImageRequest
            {
                RegistryId = place.RegistryId, RepositoryName = place.Repository, ImageIds = [id], AcceptedMediaTypes = Types,
            },
            cancellationToken);
        if (answer.Images is not [{ ImageManifest: { } manifest }, ..]) return [];
        using var document = JsonDocument.Parse(manifest);
        if (document.RootElement.TryGetProperty("manifests", out var manifests))
        {
            return
            [
                .. manifests.EnumerateArray().Select(each => Text(each, "platform", "architecture")).OfType<string>()
                    .Where(each => each != "unknown").Distinct(),
            ];
        }

        return Text(document.RootElement, "config", "digest") is { } digest
            && await ConfiguredAsync(place, digest, cancellationToken) is { } architecture ? [architecture] : [];
    }

    private async Task<string?> ConfiguredAsync(ImagePlace place, string digest, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await ecr.GetDownloadUrlForLayerAsync(
                new GetDownloadUrlForLayerRequest(place.Repository, digest, place.RegistryId), cancellationToken);
            if (answer.DownloadUrl is not { } url) return null;
            using var http = new HttpClient { MaxResponseContentBufferSize = MostBytes };
            using var document = JsonDocument.Parse(await http.GetByteArrayAsync(new Uri(url), cancellationToken));
            return document.RootElement.TryGetProperty("architecture", out var architecture) ? architecture.GetString() : null;
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException or UriFormatException
            || AwsFault.KindOf(fault) is not null)
        {
            // That it is there is known; what it is for is not.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name, string inner) =>
        element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Object && found.TryGetProperty(inner, out var value)
            ? value.GetString() : null;
}
