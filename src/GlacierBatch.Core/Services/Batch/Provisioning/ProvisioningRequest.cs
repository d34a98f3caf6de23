using GlacierBatch.Core.Environments;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>What an environment's part at AWS is to be.</summary>
internal sealed record ProvisioningRequest
{
    /// <summary>The environment's name.</summary>
    public required string Name { get; init; }

    /// <summary>The bucket's name.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all keys begin with in the bucket: empty, or with a slash at its end.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The prefix of outputs.</summary>
    public required string BasePath { get; init; }

    /// <summary>What outputs begin with in the bucket.</summary>
    public string WholeBasePath => Prefix + BasePath;

    /// <summary>What its jobs are given.</summary>
    public required EnvironmentLimits Limits { get; init; }

    /// <summary>What is asked of it at AWS.</summary>
    public BatchSettings Settings { get; init; } = new();

    /// <summary>What its record says, or null where it is new.</summary>
    public BatchRecord? Known { get; init; }
}
