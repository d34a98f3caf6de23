namespace GlacierBatch.Contract.Transfers;

/// <summary>A file that somebody wrote while it was read: nothing was stored of it. Once its writer is done it can be sent.</summary>
/// <param name="path">The file.</param>
public sealed class FileChangedException(string path)
    : IOException($"The file {path} changed while it was read, so nothing of it was stored; send it again once its writer is done.")
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;
}
