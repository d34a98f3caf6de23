namespace GlacierBatch.Core.Outputs;

/// <summary>One verified property of a task's output.</summary>
/// <param name="Name">Which: Recorded, Complete, Intact, Current, Shared.</param>
/// <param name="Status">What was found.</param>
/// <param name="Evidence">By what, in one line.</param>
public sealed record Check(string Name, CheckStatus Status, string Evidence)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Status} ({Evidence})";
}
