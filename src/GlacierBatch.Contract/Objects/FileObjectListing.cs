using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace GlacierBatch.Contract.Objects;

/// <summary>Walks a folder in the order of the keys, one level of folders in memory at a time.</summary>
internal static class FileObjectListing
{
    /// <summary>Dot files are objects too, and what vanishes is skipped, not reported.</summary>
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false, ReturnSpecialDirectories = false,
    };

    /// <summary>The objects whose key begins with a prefix, in ordinal order.</summary>
    /// <exception cref="ArgumentException">The prefix names folders that no key can have.</exception>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IAsyncEnumerable<ObjectEntry> ListAsync(FileObjectPaths paths, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        var slash = prefix.LastIndexOf('/');
        if (slash >= 0) ObjectKey.Require(prefix[..slash]);
        return WalkAsync(paths, prefix, slash + 1, cancellationToken);
    }

    /// <summary>An object's entry, or null where it is gone or was never one.</summary>
    public static ObjectEntry? Describe(string key, string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists || PlainFile.FindFault(path) is not null) return null;
        return new ObjectEntry(key, info.Length, new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero));
    }

    private static async IAsyncEnumerable<ObjectEntry> WalkAsync(
        FileObjectPaths paths, string prefix, int folderLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new Stack<Queue<string>>();
        var first = await ReadFolderAsync(paths, prefix[..folderLength], prefix[folderLength..], cancellationToken);
        open.Push(first);
        while (open.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!level.TryDequeue(out var key))
            {
                open.Pop();
            }
            else if (key.EndsWith('/'))
            {
                open.Push(await ReadFolderAsync(paths, key, "", cancellationToken));
            }
            else if (FindOrNull(paths, key) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static ObjectEntry? FindOrNull(FileObjectPaths paths, string key)
    {
        try
        {
            return Describe(key, Path.Join(paths.Root, key));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Deleted between two looks at it.
            return null;
        }
    }

    private static Task<Queue<string>> ReadFolderAsync(
        FileObjectPaths paths, string folderKey, string namePrefix, CancellationToken cancellationToken) =>
        Task.Run(() => ReadFolder(paths, folderKey, namePrefix, cancellationToken), cancellationToken);

    /// <summary>
    /// What is directly in a folder, as keys; folders end in a slash and are sorted with it, which is where their objects belong
    /// among the others ("a-b" before "a/b" before "a0").
    /// </summary>
    private static Queue<string> ReadFolder(FileObjectPaths paths, string folderKey, string namePrefix, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        if (folderKey.Length > 0 && (FileObjectPaths.IsOwnKey(folderKey) || HasLink(paths, folderKey))) return new Queue<string>();
        var folder = Path.Join(paths.Root, folderKey);
        try
        {
            var entries = new FileSystemEnumerable<string>(
                folder, (ref FileSystemEntry entry) => folderKey + entry.FileName.ToString() + (entry.IsDirectory ? "/" : ""), Everything)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) =>
                    entry.FileName.StartsWith(namePrefix, StringComparison.Ordinal)
                    && !(folderKey.Length == 0 && FileObjectPaths.IsOwn(entry.FileName)),
            };
            foreach (var key in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();

                // A name that no key can have was not put here by a store, and could not be read by one.
                if (ObjectKey.FindFault(key.TrimEnd('/')) is null) keys.Add(key);
            }
        }
        catch (IOException e) when (e is DirectoryNotFoundException || !Directory.Exists(folder))
        {
            // Never there, or removed while it was read: no objects.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FileObjectException(
                $"The objects below '{folderKey}' in the folder '{paths.Root}' could not be listed: {FileObjectFaults.Reason(e)}.", e);
        }

        // Links are among them, and are passed over when they are looked at.
        keys.Sort(string.CompareOrdinal);
        return new Queue<string>(keys);
    }

    private static bool HasLink(FileObjectPaths paths, string folderKey)
    {
        try
        {
            paths.RequireNoLinks(folderKey.TrimEnd('/'));
            return false;
        }
        catch (IOException)
        {
            // What lies behind a link is no part of any listing.
            return true;
        }
    }
}
