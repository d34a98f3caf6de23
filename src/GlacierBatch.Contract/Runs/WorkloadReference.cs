namespace GlacierBatch.Contract.Runs;

/// <summary>Exactly which scripts a run executes.</summary>
/// <param name="Prefix">Where they lie in the store, without a slash at the end.</param>
/// <param name="Revision">SHA-256 over their names and contents, in hexadecimal; names the <see cref="WorkloadIndex"/>.</param>
public sealed record WorkloadReference(string Prefix, string Revision);
