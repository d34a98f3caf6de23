namespace GlacierBatch.Contract.Running;

/// <summary>By what a file's content is taken to be the same as before.</summary>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When it was last written (UTC).</param>
public readonly record struct FileStamp(long Size, DateTime Modified)
{
    /// <summary>The stamp of a file as it is now; null where it is gone.</summary>
    public static FileStamp? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : null;
    }
}
