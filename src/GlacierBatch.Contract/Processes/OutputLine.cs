namespace GlacierBatch.Contract.Processes;

/// <summary>A line that a process wrote.</summary>
/// <param name="IsError">Whether it came from standard error.</param>
/// <param name="Text">The line without its end; control characters other than tab are replaced by '?'.</param>
public sealed record OutputLine(bool IsError, string Text);
