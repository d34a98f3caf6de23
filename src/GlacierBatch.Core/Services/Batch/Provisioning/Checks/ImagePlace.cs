using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace GlacierBatch.Core.Services.Batch.Provisioning.Checks;

/// <summary>Where in ECR an image is.</summary>
/// <param name="RegistryId">The account.</param>
/// <param name="Repository">The repository.</param>
/// <param name="Digest">The digest.</param>
internal sealed partial record ImagePlace(string RegistryId, string Repository, string Digest)
{
    /// <summary>Reads <c>account.dkr.ecr.region.amazonaws.com/repository@sha256:digest</c>.</summary>
    public static bool TryRead(string image, [NotNullWhen(true)] out ImagePlace? place)
    {
        var match = Shape().Match(image);
        place = match.Success
            ? new ImagePlace(match.Groups["account"].Value, match.Groups["repository"].Value, match.Groups["digest"].Value)
            : null;
        return match.Success;
    }

    /// <summary>
    /// Reads an image of the environment's own repository, which is in ECR by whatever name its host is reached: an endpoint of one's own
    /// network has another.
    /// </summary>
    /// <param name="image">The image as <c>repository@sha256:digest</c>.</param>
    /// <param name="repositoryUri">The repository: host and name; null for none.</param>
    /// <param name="account">The account that it is in.</param>
    /// <param name="place">Where it is.</param>
    public static bool TryReadOwn(string image, string? repositoryUri, string account, [NotNullWhen(true)] out ImagePlace? place)
    {
        place = repositoryUri is not null && image.StartsWith($"{repositoryUri}@sha256:", StringComparison.Ordinal)
            ? new ImagePlace(account, repositoryUri[(repositoryUri.IndexOf('/') + 1)..], image[(repositoryUri.Length + 1)..])
            : null;
        return place is not null;
    }

    [GeneratedRegex(@"^(?<account>[0-9]{12})\.dkr\.ecr\.[^/]+/(?<repository>[^@]+)@(?<digest>sha256:[0-9a-f]{64})\z")]
    private static partial Regex Shape();
}
