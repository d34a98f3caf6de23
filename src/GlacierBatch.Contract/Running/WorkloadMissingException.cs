namespace GlacierBatch.Contract.Running;

/// <summary>The scripts that a run names cannot be fetched as they were published.</summary>
public sealed class WorkloadMissingException(string message, Exception? innerException = null) : IOException(message, innerException);
