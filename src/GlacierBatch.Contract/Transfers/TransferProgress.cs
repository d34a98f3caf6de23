namespace GlacierBatch.Contract.Transfers;

/// <summary>How far several transfers are, together.</summary>
/// <param name="Files">How many have arrived.</param>
/// <param name="Bytes">How many bytes of them, and of those on their way, have been read.</param>
public sealed record TransferProgress(int Files, long Bytes);
