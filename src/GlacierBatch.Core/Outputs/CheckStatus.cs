namespace GlacierBatch.Core.Outputs;

/// <summary>What a check found.</summary>
public enum CheckStatus
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It could not be checked, which is never a pass.</summary>
    Unchecked,

    /// <summary>It is not as it should be.</summary>
    Failed,
}
