namespace GlacierBatch.Contract.Results;

/// <summary>One raw tile that the script downloaded, listed even where it is not kept.</summary>
/// <param name="Path">Its path below the scripts' base folder.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Fault">Why it is no readable TIFF, or null.</param>
public sealed record RawTile(string Path, long Size, string? Fault = null)
{
    /// <summary>The share of the region, 0 to 1, where it has data; null where that was not measured.</summary>
    public double? Coverage { get; init; }

    /// <summary>
    /// The share of the region, 0 to 1, where its scene has data: all tiles of the scene together, which overlap. Null where one of them
    /// was not measured.
    /// </summary>
    public double? SceneCoverage { get; init; }
}
