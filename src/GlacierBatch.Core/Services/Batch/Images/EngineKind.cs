namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>A program that builds and pushes images, in the order in which they are looked for.</summary>
public enum EngineKind
{
    /// <summary>Docker, with a daemon.</summary>
    Docker,

    /// <summary>Podman.</summary>
    Podman,

    /// <summary>Buildah.</summary>
    Buildah,
}
