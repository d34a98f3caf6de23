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

    [GeneratedRegex(@"^(?<account>[0-9]{12})\.dkr\.ecr\.[^/]+/(?<repository>[^@]+)@(?<digest>sha256:[0-9a-f]{64})\z")]
    private static partial Regex Shape();
}
