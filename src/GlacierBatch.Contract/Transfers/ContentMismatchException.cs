namespace GlacierBatch.Contract.Transfers;

/// <summary>An object that is not the one that was recorded: nothing of it got a final name.</summary>
/// <param name="message">Which one, and what differs.</param>
public sealed class ContentMismatchException(string message) : IOException(message);
