namespace GlacierBatch.Core.Checkpoints;

/// <summary>How a bound compares.</summary>
internal enum BoundKind
{
    /// <summary>The same number, or the same text whatever its case.</summary>
    Is,

    /// <summary>A text that has this one in it.</summary>
    Contains,

    /// <summary>Less.</summary>
    Under,

    /// <summary>Less or the same.</summary>
    AtMost,

    /// <summary>More.</summary>
    Over,

    /// <summary>More or the same.</summary>
    AtLeast,

    /// <summary>From one to another, both included.</summary>
    Between,

    /// <summary>About the same: within a share of it.</summary>
    Near,
}
