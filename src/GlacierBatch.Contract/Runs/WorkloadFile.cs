namespace GlacierBatch.Contract.Runs;

/// <summary>One file of the scripts.</summary>
/// <param name="Path">The path below the workload's folder, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of its content, in hexadecimal.</param>
public sealed record WorkloadFile(string Path, long Size, string Sha256);
