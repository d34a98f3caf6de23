using GlacierBatch.Contract.Outputs;

namespace GlacierBatch.Contract.Results;

/// <summary>One file that a task published.</summary>
/// <param name="Key">Where it lies in the store.</param>
/// <param name="Path">Its path below the scripts' base folder.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes, as the task wrote it.</param>
/// <param name="Sha256">Of the content that the task wrote, in hexadecimal.</param>
public sealed record OutputFile(string Key, string Path, OutputKind Kind, long Size, string Sha256);
