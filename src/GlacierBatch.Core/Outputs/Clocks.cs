namespace GlacierBatch.Core.Outputs;

/// <summary>How far clocks are trusted.</summary>
internal static class Clocks
{
    /// <summary>Two clocks may differ: the store's and the runner's. And some file systems keep whole seconds only.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);
}
