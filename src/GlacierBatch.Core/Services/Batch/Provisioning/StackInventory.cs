using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.CloudFormation;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What a stack has at AWS: each resource's name in the template with its name or ARN at AWS.</summary>
internal sealed class StackInventory
{
    private readonly IReadOnlyDictionary<string, string> _ids;

    /// <summary>Of what was stored, or read.</summary>
    /// <param name="ids">The resources' names in the template, with their names or ARNs at AWS.</param>
    public StackInventory(IReadOnlyDictionary<string, string> ids) => _ids = ids;

    /// <summary>The resources' names in the template, with their names or ARNs at AWS.</summary>
    public IReadOnlyDictionary<string, string> Ids => _ids;

    /// <summary>Reads a stack's; empty where there is no stack.</summary>
    public static async Task<StackInventory> ReadAsync(ICloudFormationClient client, string stack, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await client.DescribeStackResourcesAsync(new DescribeStackResourcesRequest { StackName = stack },
                cancellationToken);
            return new StackInventory(answer.StackResources
                .Where(resource => resource is { PhysicalResourceId.Length: > 0 } && resource.ResourceStatus != "DELETE_COMPLETE")
                .GroupBy(resource => resource.LogicalResourceId, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Last().PhysicalResourceId!, StringComparer.Ordinal));
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.NotFound)
        {
            return new StackInventory(new Dictionary<string, string>());
        }
    }

    /// <summary>This, and what another knows besides.</summary>
    public StackInventory With(IReadOnlyDictionary<string, string>? others) => new(
        (others ?? new Dictionary<string, string>()).Concat(_ids).GroupBy(pair => pair.Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last().Value, StringComparer.Ordinal));

    /// <summary>The name or ARN of a resource, or null.</summary>
    public string? Find(string resource) => _ids.GetValueOrDefault(resource);

    /// <summary>The names or ARNs of all resources of a type.</summary>
    public IReadOnlyList<string> Of(string type) =>
        [.. EnvironmentTemplate.Outline.Resources.Where(resource => resource.Type == type).Select(resource =>
            Find(resource.Name)).OfType<string>()];
}
