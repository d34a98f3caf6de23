using GlacierBatch.Contract.Outputs;

namespace GlacierBatch.Contract.Running;

/// <summary>A file that a script left below its base folder.</summary>
/// <param name="Path">Below the base folder, with forward slashes.</param>
/// <param name="FullPath">On this machine.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Fault">Why it cannot be used, or null. Only rasters are looked into.</param>
public sealed record CollectedFile(string Path, string FullPath, OutputKind Kind, long Size, string? Fault)
{
    /// <summary>When it was last written (UTC).</summary>
    public DateTime Modified { get; init; }

    /// <summary>By what its content is taken to be the same as before.</summary>
    internal FileStamp Stamp => new(Size, Modified);
}
