using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Objects;

/// <summary>Where the objects of a folder lie, and what may not be followed there.</summary>
/// <param name="root">The folder's full path, without a separator at its end.</param>
internal sealed class FileObjectPaths(string root)
{
    /// <summary>The folder of the store's own files.</summary>
    public const string OwnFolder = ".glacierbatch";

    /// <summary>The folder's full path.</summary>
    public string Root { get; } = root;

    /// <summary>The folder as an address, with a slash at its end.</summary>
    public Uri Location { get; } = ToUri(root);

    /// <summary>Whether a name directly below the folder is the store's own; on any platform, so case does not count.</summary>
    public static bool IsOwn(ReadOnlySpan<char> name) => name.Equals(OwnFolder, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a key is one of the store's own files.</summary>
    public static bool IsOwnKey(ReadOnlySpan<char> key) =>
        IsOwn(key.IndexOf('/') is var slash and >= 0 ? key[..slash] : key);

    /// <summary>The path of an object.</summary>
    /// <exception cref="ArgumentException">It is no valid key, or one of the store's own files.</exception>
    public string Resolve(string key)
    {
        ObjectKey.Require(key);
        if (!IsOwnKey(key)) return Path.Join(Root, key);
        throw new ArgumentException($"The object key '{key}' cannot be used: '{OwnFolder}' is the store's own.", nameof(key));
    }

    /// <summary>Whether there is an object of this key. A folder is none, and neither is a pipe, a socket or a device.</summary>
    /// <exception cref="IOException">The way to it, or it itself, is a symbolic link.</exception>
    public bool FindFile(string key)
    {
        if (OperatingSystem.IsLinux() && LinkFreeFile.TryFind(Root, key, out var kind) && kind is Libc.KindFile or Libc.KindFolder or 0)
            return kind == Libc.KindFile;
        foreach (var path in Steps(key))
        {
            var info = new FileInfo(path);
            if (!TryGetAttributes(info, key, out var attributes)) return false;
            if (attributes.HasFlag(FileAttributes.ReparsePoint)) RefuseLink(info, key);
            var isLast = path.Length == Root.Length + 1 + key.Length;
            if (attributes.HasFlag(FileAttributes.Directory) == isLast) return false;
        }

        return PlainFile.FindFault(Path.Join(Root, key)) is null;
    }

    /// <summary>Checks every folder on the way to an object, and the object, as far as they are there.</summary>
    /// <exception cref="IOException">One of them is a symbolic link.</exception>
    public void RequireNoLinks(string key)
    {
        if (OperatingSystem.IsLinux() && LinkFreeFile.TryFind(Root, key, out _)) return;
        foreach (var path in Steps(key))
        {
            var info = new FileInfo(path);
            if (!TryGetAttributes(info, key, out var attributes)) return;
            if (attributes.HasFlag(FileAttributes.ReparsePoint)) RefuseLink(info, key);
        }
    }

    /// <summary>Makes a folder of the store's own, with the store's folder where it is missing.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">It cannot be made, or is a symbolic link.</exception>
    public string MakeOwnFolder(string name)
    {
        var own = $"{OwnFolder}/{name}";
        var path = Path.Join(Root, own);
        if (OperatingSystem.IsLinux() && LinkFreeFile.TryFind(Root, own, out var kind) && kind == Libc.KindFolder) return path;
        RequireNoLinks(own);
        if (!Directory.Exists(path)) Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Removes the folders that a deletion left empty, from the object's up to the root, which stays.</summary>
    public void RemoveEmptyParents(string key)
    {
        for (var slash = key.LastIndexOf('/'); slash > 0; slash = key.LastIndexOf('/', slash - 1))
        {
            try
            {
                Directory.Delete(Path.Join(Root, key[..slash]), recursive: false);
            }
            catch (DirectoryNotFoundException)
            {
                // Another deletion was quicker; the folder above may still be ours to remove.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Not empty, or in use: then nothing above it is empty either, and an empty folder is no object anyway.
                return;
            }
        }
    }

    private static Uri ToUri(string path)
    {
        var forward = path.Replace(Path.DirectorySeparatorChar, '/').TrimEnd('/') + "/";
        if (forward.StartsWith("//", StringComparison.Ordinal)) return new Uri(forward);

        // Part by part, because '%', '#' and '?' are ordinary characters in a path; a drive's colon stays.
        var parts = forward.Split('/').Select(p => p is [_, ':'] ? p : Uri.EscapeDataString(p));
        return new Uri("file:///" + string.Join('/', parts).TrimStart('/'));
    }

    private bool TryGetAttributes(FileInfo info, string key, out FileAttributes attributes)
    {
        attributes = FileObjectFaults.On(this, key, "reached in", () => info.Attributes);
        return (int)attributes != -1;
    }

    private void RefuseLink(FileInfo info, string key)
    {
        if (info.LinkTarget is null) return;
        throw new FileObjectException(
            $"The object '{key}' in the folder '{Root}' is refused because '{Path.GetRelativePath(Root, info.FullName)}' is a symbolic " +
            "link, which could lead out of the folder; replace it by what it points to.");
    }

    private IEnumerable<string> Steps(string key)
    {
        for (var slash = key.IndexOf('/'); slash >= 0; slash = key.IndexOf('/', slash + 1)) yield return Path.Join(Root, key[..slash]);
        yield return Path.Join(Root, key);
    }
}
