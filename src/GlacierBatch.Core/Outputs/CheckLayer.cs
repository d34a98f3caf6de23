namespace GlacierBatch.Core.Outputs;

/// <summary>What a check is about. Each layer means something only where the ones before it hold.</summary>
public enum CheckLayer
{
    /// <summary>All that should be there is there, and nothing else.</summary>
    Complete,

    /// <summary>The files are those that the task wrote, whole.</summary>
    Intact,

    /// <summary>They hold what such files must hold.</summary>
    WellFormed,

    /// <summary>They hold what they held before.</summary>
    Baseline,
}
