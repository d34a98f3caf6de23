namespace GlacierBatch.Contract.Objects;

/// <summary>How an <see cref="S3ObjectStore"/> moves bytes. The defaults are right wherever memory is not scarce.</summary>
public sealed record S3StoreSettings
{
    /// <summary>The smallest part that S3 takes, 5 MiB.</summary>
    public const int MinPartBytes = 5 << 20;

    /// <summary>Objects up to this size are sent by one request, larger ones in parts of it, in bytes: 16 MiB.</summary>
    public int PartBytes { get; init; } = 16 << 20;

    /// <summary>How much all uploads of the store together hold in memory at a time, in bytes: 64 MiB, which is four parts.</summary>
    public long UploadMemoryBytes { get; init; } = 64 << 20;

    /// <summary>How often a cut download is taken up again without a byte in between: 5.</summary>
    public int MaxResumes { get; init; } = 5;

    /// <summary>How often a conditional write is repeated that another request was in the way of: 8.</summary>
    public int MaxConflicts { get; init; } = 8;

    /// <summary>A download that brings no byte for so long counts as cut: 60 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Paces waits; the system's where none is given.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
