using System.Text;

namespace GlacierBatch.Core.Aws.Ecr;

/// <summary>Asks where a layer, or an image's configuration, can be fetched.</summary>
/// <param name="RepositoryName">The repository.</param>
/// <param name="LayerDigest">Its digest.</param>
/// <param name="RegistryId">The account, or null for one's own.</param>
internal sealed record GetDownloadUrlForLayerRequest(string RepositoryName, string LayerDigest, string? RegistryId = null);

/// <summary>The address, good for an hour; it is signed, so it prints without it.</summary>
internal sealed record GetDownloadUrlForLayerResponse
{
    public string? DownloadUrl { get; init; }

    public string? LayerDigest { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"LayerDigest = {LayerDigest}");
        return true;
    }
}
