namespace GlacierBatch.Core.Environments;

/// <summary>What stays when an environment is removed, besides its bucket.</summary>
public sealed record RemovalSettings
{
    /// <summary>Whether the image repository stays; null leaves that to how the environment was made.</summary>
    public bool? KeepImage { get; init; }
}
