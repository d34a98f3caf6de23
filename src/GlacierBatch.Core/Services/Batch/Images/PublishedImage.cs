namespace GlacierBatch.Core.Services.Batch.Images;

/// <summary>An image that is in a repository and that an environment's next runs use.</summary>
public sealed record PublishedImage
{
    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>The image as <c>repository@sha256:digest</c>: what the job definition names.</summary>
    public required string Image { get; init; }

    /// <summary>Its tag, made from its content.</summary>
    public required string Tag { get; init; }

    /// <summary>The platform it is for.</summary>
    public required string Platform { get; init; }

    /// <summary>What built it.</summary>
    public required EngineKind Engine { get; init; }

    /// <summary>Whether the same content was in the repository already, and nothing was pushed.</summary>
    public required bool WasThere { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Image;
}
