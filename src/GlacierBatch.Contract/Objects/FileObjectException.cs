namespace GlacierBatch.Contract.Objects;

/// <summary>A fault that already names the object and the folder, so that no outer layer says it again.</summary>
internal sealed class FileObjectException(string message, Exception? cause = null) : IOException(message, cause);
