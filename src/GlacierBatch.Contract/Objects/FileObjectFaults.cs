namespace GlacierBatch.Contract.Objects;

/// <summary>Says in one sentence which object of which folder could not be read or written, and why.</summary>
internal static class FileObjectFaults
{
    private const int NoSpaceOnUnix = 28;
    private const int QuotaOnLinux = 122;
    private const int QuotaOnMac = 69;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);
    private const int HandleDiskFullOnWindows = unchecked((int)0x80070027);

    /// <summary>Does something to the folder.</summary>
    /// <param name="paths">The folder.</param>
    /// <param name="key">The object.</param>
    /// <param name="verb">What is done, as in "could not be [written to] the folder".</param>
    /// <param name="action">What to do.</param>
    /// <exception cref="IOException">It failed.</exception>
    public static void On(FileObjectPaths paths, string key, string verb, Action action) => On(paths, key, verb, () =>
    {
        action();
        return true;
    });

    /// <inheritdoc cref="On(FileObjectPaths, string, string, Action)"/>
    public static T On<T>(FileObjectPaths paths, string key, string verb, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Describe(paths, key, verb, e);
        }
    }

    /// <summary>Reads from an open object.</summary>
    /// <exception cref="IOException">It failed.</exception>
    public static async Task<T> OnReadAsync<T>(FileObjectPaths paths, string key, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception e) when (IsFault(e))
        {
            throw Describe(paths, key, "read from", e);
        }
    }

    /// <summary>Why, as the second half of a sentence.</summary>
    public static string Reason(Exception e) => e.HResult switch
    {
        NoSpaceOnUnix or DiskFullOnWindows or HandleDiskFullOnWindows => "the disk is full; free some space and try again",
        QuotaOnLinux or QuotaOnMac => "the disk quota is used up; free some space and try again",
        _ when e is UnauthorizedAccessException => "access is denied; check the permissions of the folder and of what is in it",
        _ => e.Message.TrimEnd('.', ' '),
    };

    /// <summary>Whether it comes from the file system, and nobody has said yet of which object.</summary>
    public static bool IsFault(Exception e) => e is (IOException and not FileObjectException) or UnauthorizedAccessException;

    /// <summary>The sentence.</summary>
    public static FileObjectException Describe(FileObjectPaths paths, string key, string verb, Exception e) =>
        new($"The object '{key}' could not be {verb} the folder '{paths.Root}': {Reason(e)}.", e);
}
