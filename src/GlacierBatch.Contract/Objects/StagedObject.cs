using GlacierBatch.Contract.Processes.Linux;

namespace GlacierBatch.Contract.Objects;

/// <summary>The next content of a key while it is written. Disposing removes what was not moved into place.</summary>
internal sealed class StagedObject : IDisposable
{
    /// <summary>How often a folder may be removed under our hands, by deletions of its last objects, before it is a fault.</summary>
    private const int MaxAttempts = 1000;

    private readonly FileObjectPaths _paths;
    private readonly string _key;
    private readonly string _path;
    private readonly FileStream _stream;
    private bool _moved;

    private StagedObject(FileObjectPaths paths, string key, string path, FileStream stream)
    {
        _paths = paths;
        _key = key;
        _path = path;
        _stream = stream;
    }

    /// <summary>Makes the file, empty.</summary>
    public static StagedObject Create(FileObjectPaths paths, string key, string path) => new(
        paths, key, path, new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0));

    /// <summary>
    /// Makes a file that is finished already the staged one: renamed, or copied where it is of another file system or stays where it is.
    /// A document is written.
    /// </summary>
    public static StagedObject Take(FileObjectPaths paths, GivenFile file, string path, DateTimeOffset written)
    {
        StagedObject? staged = null;
        try
        {
            staged = file.Content is null ? TakeFile(paths, file, path) : Create(paths, file.Key, path);
            if (file.Content is { } content) staged.Write(content.Span);

            // An object is as old as its publication, whatever time its writer gave the file.
            File.SetLastWriteTimeUtc(staged._stream.SafeFileHandle, written.UtcDateTime);
            return staged;
        }
        catch
        {
            // Half a copy would keep a full disk full.
            staged?._stream.Dispose();
            Delete(path);
            throw;
        }
    }

    private static StagedObject TakeFile(FileObjectPaths paths, GivenFile file, string path)
    {
        if (file.Stays) File.Copy(file.Path, path);
        else File.Move(file.Path, path);

        // Windows flushes for writers only; elsewhere a file that nobody may write can be flushed, too.
        var access = OperatingSystem.IsWindows() ? FileAccess.ReadWrite : FileAccess.Read;
        return new StagedObject(paths, file.Key, path, new FileStream(path, FileMode.Open, access, FileShare.Read, bufferSize: 0));
    }

    /// <summary>Writes the next bytes.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            _stream.Write(content);
        }
        catch (Exception fault) when (FileObjectFaults.IsFault(fault))
        {
            throw FileObjectFaults.Describe(_paths, _key, "written to", fault);
        }
    }

    /// <summary>
    /// Begins to bring it to the disk, and does not wait. Where the system has no such call, <see cref="Finish"/> does it all.
    /// </summary>
    public void Begin()
    {
        if (OperatingSystem.IsLinux()) _ = Libc.BeginWriting(_stream.SafeFileHandle, 0, 0, Libc.WriteRange);
    }

    /// <summary>Brings all of it to the disk: after a power cut, too, an object is whole or not there.</summary>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Finish() => FileObjectFaults.On(_paths, _key, "written to", () =>
    {
        RandomAccess.FlushToDisk(_stream.SafeFileHandle);
        _stream.Dispose();
    });

    /// <summary>Makes it the object.</summary>
    /// <returns>False where something is there already and may not be replaced.</returns>
    /// <exception cref="IOException">There is a folder of this name, or the disk fails.</exception>
    public bool MoveInto(bool overwrite) => FileObjectFaults.On(_paths, _key, "written to", () => Move(overwrite));

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_moved) Delete(_path);
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cause is on its way to the caller; what stays is outside the listing and swept by a later writer.
        }
    }

    private bool Move(bool overwrite)
    {
        var target = _paths.Resolve(_key);
        var folder = Path.GetDirectoryName(target) ?? _paths.Root;
        for (var attempt = 1; ; attempt++)
        {
            _paths.RequireNoLinks(_key);
            if (Directory.Exists(target)) throw new IOException("there are objects below this key, and a folder cannot hold both");
            var hasFolder = Directory.Exists(folder);
            try
            {
                if (!hasFolder) Directory.CreateDirectory(folder);
                hasFolder = true;
                File.Move(_path, target, overwrite);
                _moved = true;
                return true;
            }
            catch (IOException e) when ((e is FileNotFoundException or DirectoryNotFoundException || (!hasFolder && !File.Exists(folder)))
                && attempt < MaxAttempts && File.Exists(_path))
            {
                // A deletion beside this key removed the folder that had become empty, perhaps while it was made: make it again.
            }
            catch (IOException) when (!overwrite && File.Exists(target))
            {
                return false;
            }
        }
    }
}
