namespace GlacierBatch.Host;

/// <summary>The command line asks for nothing that the host can do; the message is the sentence for the user.</summary>
internal sealed class CommandLineException(string message) : Exception(message);
