using System.Buffers;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// A folder that behaves like a bucket: a key is the path below it. Objects appear by renaming a finished file, so a reader sees
/// one whole or not at all; conditional writes, plain writes and deletions of a key exclude each other between threads and
/// processes by the kernel's file locks, which a killed process gives back. What the store itself needs lies in a hidden folder
/// <c>.glacierbatch/</c> that is no part of the listing. The folder must be of one file system. Symbolic links below it are
/// never followed; the folder itself may be one.
/// </summary>
public sealed class FileObjectStore : IObjectStore, IFileTaker
{
    /// <summary>What a write holds in memory, in bytes.</summary>
    internal const int CopyBufferSize = 1 << 20;

    /// <summary>For those who read a few bytes at a time, such as a raster's header; larger reads pass it by.</summary>
    private const int ReadBufferSize = 1 << 12;

    private readonly FileObjectPaths _paths;
    private readonly FileObjectStaging _staging;
    private readonly FileObjectLocks _locks;

    /// <summary>A store over a folder, which is made by the first write and not before.</summary>
    /// <param name="folder">Its path; relative to the current folder of this moment.</param>
    /// <param name="timeProvider">Paces the waits for another writer's lock; the system's where none is given.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public FileObjectStore(string folder, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _paths = new FileObjectPaths(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        _staging = new FileObjectStaging(_paths, timeProvider ?? TimeProvider.System);
        _locks = new FileObjectLocks(_paths, timeProvider ?? TimeProvider.System);
    }

    /// <summary>The folder, as a full path.</summary>
    public string Folder => _paths.Root;

    /// <inheritdoc/>
    public Uri Location => _paths.Location;

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        FileObjectListing.ListAsync(_paths, prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<ObjectEntry?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = _paths.Resolve(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(_paths.FindFile(key) ? FileObjectListing.Describe(key, path) : null);
    }

    /// <inheritdoc/>
    public Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        using var stream = OpenOrNull(key, bufferSize: 0, cancellationToken);
        if (stream is null) return Task.FromResult<StoredDocument?>(null);
        var content = FileObjectFaults.On(_paths, key, "read from", () =>
        {
            StoredDocument.RequireSize(key, Location, stream.Length);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        });
        return Task.FromResult<StoredDocument?>(new StoredDocument(content, Checksum.Of(content)));
    }

    /// <inheritdoc/>
    public Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default)
    {
        var stream = OpenOrNull(key, ReadBufferSize, cancellationToken);
        return stream is not null
            ? Task.FromResult<Stream>(stream)
            : throw new FileNotFoundException($"There is no object '{key}' in the folder '{_paths.Root}'.", _paths.Resolve(key));
    }

    /// <inheritdoc/>
    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        _ = _paths.Resolve(key);
        _paths.RequireNoLinks(key);

        // Written before the lock is taken: a large upload must not hold up the small conditional writes.
        using var staged = _staging.Create(key);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBufferSize);
        try
        {
            int read;
            while ((read = await content.ReadSomeAsync(buffer, cancellationToken)) > 0) staged.Write(buffer.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        staged.Finish();
        using var held = await _locks.AcquireAsync(key, cancellationToken);
        staged.MoveInto(overwrite: true);
    }

    /// <inheritdoc/>
    public async Task TakeAsync(IReadOnlyList<GivenFile> files, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (var file in files)
        {
            if (file.Content is null) ArgumentException.ThrowIfNullOrEmpty(file.Path);
            _ = _paths.Resolve(file.Key);
            _paths.RequireNoLinks(file.Key);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var staged = new List<StagedObject>(files.Count);
        try
        {
            foreach (var file in files) staged.Add(_staging.Take(file));

            // On its way for all of them before the first is waited for: one flush of the file system's journal then does for all.
            if (staged.Count > 1) staged.ForEach(one => one.Begin());
            staged.ForEach(one => one.Finish());
            for (var i = 0; i < files.Count; i++)
            {
                if (await MoveAsync(staged[i], files[i], cancellationToken) || files[i].Otherwise is not { } otherwise) continue;
                await otherwise(cancellationToken);
            }
        }
        finally
        {
            staged.ForEach(one => one.Dispose());
        }
    }

    /// <inheritdoc/>
    public async Task<string?> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(condition);
        _ = _paths.Resolve(key);

        // Looked at first without a lock, so that a condition that cannot hold leaves no trace, not even the folder.
        if (_paths.FindFile(key) == (condition.ETag is null)) return null;

        using var held = await _locks.AcquireAsync(key, cancellationToken);
        if (!await HoldsAsync(key, condition, cancellationToken)) return null;

        using var staged = _staging.Create(key);
        staged.Write(content.Span);
        staged.Finish();
        return staged.MoveInto(overwrite: condition.ETag is not null) ? Checksum.Of(content.Span) : null;
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(string key, CancellationToken cancellationToken = default)
    {
        var path = _paths.Resolve(key);
        if (!_paths.FindFile(key)) return;

        using var held = await _locks.AcquireAsync(key, cancellationToken);
        FileObjectFaults.On(_paths, key, "deleted from", () =>
        {
            if (_paths.FindFile(key)) File.Delete(path);
        });
        _paths.RemoveEmptyParents(key);
    }

    private async Task<bool> MoveAsync(StagedObject staged, GivenFile file, CancellationToken cancellationToken)
    {
        using var held = await _locks.AcquireAsync(file.Key, cancellationToken);
        if (file.Condition is { } condition && !await HoldsAsync(file.Key, condition, cancellationToken)) return false;
        return staged.MoveInto(overwrite: true);
    }

    private async Task<bool> HoldsAsync(string key, PutCondition condition, CancellationToken cancellationToken)
    {
        if (condition.ETag is null) return !_paths.FindFile(key);
        await using var current = OpenOrNull(key, bufferSize: 0, cancellationToken);
        if (current is null) return false;
        var etag = await FileObjectFaults.OnReadAsync(_paths, key, () => Checksum.OfAsync(current, cancellationToken));
        return etag == condition.ETag;
    }

    private FileStream? OpenOrNull(string key, int bufferSize, CancellationToken cancellationToken)
    {
        var path = _paths.Resolve(key);
        cancellationToken.ThrowIfCancellationRequested();
        if (OperatingSystem.IsLinux() && LinkFreeFile.TryOpen(_paths.Root, key, out var file))
        {
            return file is null ? null : new FileStream(file, FileAccess.Read, bufferSize);
        }

        if (!_paths.FindFile(key)) return null;
        return FileObjectFaults.On(_paths, key, "read from", () =>
        {
            try
            {
                // Shared with everyone: a writer renames over it, and this reader keeps the object it opened.
                return new FileStream(
                    path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize,
                    FileOptions.SequentialScan);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                // Deleted since it was found: not there, as if asked a moment later.
                return null;
            }
        });
    }
}
