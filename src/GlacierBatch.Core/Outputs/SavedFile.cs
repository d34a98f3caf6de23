namespace GlacierBatch.Core.Outputs;

/// <summary>A file that was copied out of a bucket, or was there already.</summary>
/// <param name="Path">Where it is now.</param>
/// <param name="Key">Where it came from.</param>
/// <param name="Size">Bytes.</param>
/// <param name="IsNew">Whether it was copied; otherwise the same content was there already.</param>
public sealed record SavedFile(string Path, string Key, long Size, bool IsNew)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
