namespace GlacierBatch.Core.Outputs;

/// <summary>One verified property of a task's output.</summary>
/// <param name="Layer">What it is about.</param>
/// <param name="Name">Which; docs/verification.md lists them.</param>
/// <param name="Status">What was found.</param>
/// <param name="Evidence">By what, in one line.</param>
public sealed record Check(CheckLayer Layer, string Name, CheckStatus Status, string Evidence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status} ({Evidence})";
}
