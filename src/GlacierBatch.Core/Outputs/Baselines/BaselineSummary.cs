namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>A baseline that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Tasks">How many tasks it holds.</param>
/// <param name="Scenes">How many scenes they have.</param>
/// <param name="HasPixels">Whether it keeps the pixels, by which differences can be measured.</param>
/// <param name="Size">The file's bytes.</param>
public sealed record BaselineSummary(string Path, int Tasks, int Scenes, bool HasPixels, long Size)
{
    /// <inheritdoc/>
    public override string ToString() => Path;
}
