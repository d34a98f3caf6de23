namespace GlacierBatch.Core.Checkpoints;

/// <summary>What was found of a criterion.</summary>
public enum CriterionVerdict
{
    /// <summary>What was measured keeps its bound.</summary>
    Passed,

    /// <summary>It does not.</summary>
    Failed,

    /// <summary>It could not be measured, which is never a pass.</summary>
    Unchecked,

    /// <summary>It has no meaning here, for instance an image's size on the local service. It does not count.</summary>
    NotApplicable,
}
