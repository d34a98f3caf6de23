using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Says in one sentence which file of this machine could not be read or written, and why.</summary>
internal static class TransferFaults
{
    /// <summary>Reads something of a file.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static T OnRead<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw NotRead(path, e);
        }
    }

    /// <summary>Writes something of a file.</summary>
    /// <exception cref="FileWriteException">It failed.</exception>
    public static T OnWrite<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw NotWritten(path, e);
        }
    }

    /// <inheritdoc cref="OnWrite{T}"/>
    public static void OnWrite(string path, Action action) => OnWrite(path, () =>
    {
        action();
        return true;
    });

    /// <summary>Whether an exception is the file system's, and does not name the file yet.</summary>
    public static bool IsOfFile(Exception e) =>
        e is (IOException and not (FileObjectException or FileWriteException or S3ObjectException or FileChangedException
            or ContentMismatchException)) or UnauthorizedAccessException;

    /// <summary>The sentence of a file that could not be read.</summary>
    public static IOException NotRead(string path, Exception e) => e is FileNotFoundException or DirectoryNotFoundException
        ? new FileNotFoundException($"The file {path} could not be read: it is not there.", path, e)
        : new FileObjectException($"The file {path} could not be read: {FileObjectFaults.Reason(e)}.", e);

    /// <summary>The sentence of a file that could not be written.</summary>
    public static FileWriteException NotWritten(string path, Exception e) => new(path, WhyNotWritten(path, e), e);

    private static string WhyNotWritten(string path, Exception e)
    {
        var there = Path.GetDirectoryName(path);
        while (there is not null && !Path.Exists(there)) there = Path.GetDirectoryName(there);
        return File.Exists(there) ? $"{there} is a file, and a folder is wanted there"
            : e is FileNotFoundException or DirectoryNotFoundException ? $"no folder can be made in {there}"
            : e is PathTooLongException ? "a name is longer than a disk takes"
            : FileObjectFaults.Reason(e);
    }
}
