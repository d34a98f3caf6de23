using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>
/// moto's ECR with a real registry behind it, where moto has none: its repositories are reached there, and what it tells of images is
/// what the registry holds.
/// </summary>
internal sealed partial class RegistryEcr(LocalRegistry registry)
{
    private const string Service = "AmazonEC2ContainerRegistry_V20150921";

    /// <summary>The answer to a request of ECR's, or null where moto's own is right.</summary>
    /// <param name="request">The request.</param>
    /// <param name="body">Its body.</param>
    /// <param name="ask">Asks moto.</param>
    public (int Status, string Json)? Answer(ProxiedRequest request, byte[] body, Func<(int Status, string Json)> ask)
    {
        switch (request.Header("X-Amz-Target"))
        {
            case $"{Service}.DescribeRepositories":
                var (status, json) = ask();
                return (status, Host().Replace(json, registry.Host));
            case $"{Service}.DescribeImages":
                var question = JsonNode.Parse(body)!;
                var id = question["imageIds"]![0]!;
                return Describe((string)question["repositoryName"]!, (string?)id["imageDigest"] ?? (string)id["imageTag"]!);
            default:
                return null;
        }
    }

    private (int Status, string Json)? Describe(string repository, string reference)
    {
        if (registry.Find(repository, reference) is not var (digest, bytes)) return null;
        var detail = new JsonObject
        {
            ["repositoryName"] = repository, ["imageDigest"] = digest, ["imageSizeInBytes"] = bytes,
            ["imagePushedAt"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        };
        return (200, new JsonObject { ["imageDetails"] = new JsonArray(detail) }.ToJsonString());
    }

    [GeneratedRegex(@"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com")]
    private static partial Regex Host();
}
