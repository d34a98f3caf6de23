using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Says in one sentence which file of this machine could not be read or written, and why.</summary>
internal static class TransferFaults
{
    /// <summary>Does something to a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="verb">What is done, as in "could not be [read]".</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="IOException">It failed.</exception>
    public static T OnFile<T>(string path, string verb, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsOfFile(e))
        {
            throw Describe(path, verb, e);
        }
    }

    /// <inheritdoc cref="OnFile{T}"/>
    public static void OnFile(string path, string verb, Action action) => OnFile(path, verb, () =>
    {
        action();
        return true;
    });

    /// <summary>Whether an exception is the file system's, and does not name the file yet.</summary>
    public static bool IsOfFile(Exception e) =>
        e is (IOException and not (FileObjectException or S3ObjectException or FileChangedException or ContentMismatchException))
            or UnauthorizedAccessException;

    /// <summary>The sentence.</summary>
    public static IOException Describe(string path, string verb, Exception e) => e is FileNotFoundException or DirectoryNotFoundException
        ? new FileNotFoundException($"The file {path} could not be {verb}: it is not there.", path, e)
        : new FileObjectException($"The file {path} could not be {verb}: {FileObjectFaults.Reason(e)}.", e);
}
