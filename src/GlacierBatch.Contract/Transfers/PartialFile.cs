using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// A file on its way into a folder: always the beginning of its content, held by one process alone. Disposing removes it, unless it has
/// its final name or can be taken up again later.
/// </summary>
internal sealed class PartialFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly bool _isResumable;
    private string? _path;

    private PartialFile(string path, SafeFileHandle file, bool isResumable)
    {
        _path = path;
        _file = file;
        _isResumable = isResumable;
        Length = RandomAccess.GetLength(file);
    }

    /// <summary>How many bytes there are.</summary>
    public long Length { get; private set; }

    /// <summary>Elsewhere the kernel's lock keeps others out; Windows can do so and still let an open file be renamed.</summary>
    private static FileShare Exclusive => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    /// <summary>Makes one, empty.</summary>
    public static PartialFile Create(string path, bool isResumable) =>
        new(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, Exclusive), isResumable);

    /// <summary>Takes over what an ended process left, or gives null where somebody has it.</summary>
    public static PartialFile? Adopt(string abandoned, string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(abandoned, FileMode.Open, FileAccess.ReadWrite, Exclusive);

            // Its owner may have given it its final name between our opening and locking it: then this name is gone.
            File.Move(abandoned, path);
            return new PartialFile(path, file, isResumable: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            return null;
        }
    }

    /// <summary>Removes what an ended process left, and leaves what somebody has.</summary>
    public static void DeleteAbandoned(string path)
    {
        try
        {
            using (File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, Exclusive)) File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, somebody else's, or gone.
        }
    }

    /// <summary>Hashes what is there already.</summary>
    public void AppendTo(ContentHash hash)
    {
        var buffer = new byte[256 << 10];
        for (long position = 0; position < Length;)
        {
            var read = RandomAccess.Read(_file, buffer, position);
            if (read == 0) throw new IOException("it became shorter while it was read");
            hash.Append(buffer.AsSpan(0, read));
            position += read;
        }
    }

    /// <summary>Begins again.</summary>
    public void Clear()
    {
        RandomAccess.SetLength(_file, 0);
        Length = 0;
    }

    /// <summary>Adds bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="target">The file that it becomes, for the message.</param>
    /// <exception cref="IOException">The disk is full, or fails.</exception>
    public void Append(ReadOnlySpan<byte> bytes, string target)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Length);
            Length += bytes.Length;
        }
        catch (Exception e) when (TransferFaults.IsOfFile(e))
        {
            throw TransferFaults.NotWritten(target, e);
        }
    }

    /// <summary>Gives it its final name, which it has whole or not at all, and which everybody may read from its first moment on.</summary>
    public void MoveTo(string path)
    {
        var from = _path ?? throw new InvalidOperationException("It has its final name.");
        if (_isResumable)
        {
            // While it is still held: under a name that nobody takes up again.
            var taken = Path.Join(Path.GetDirectoryName(from), Guid.NewGuid().ToString("N"));
            File.Move(from, taken);
            _path = from = taken;
        }

        // Not held any more: our lock would keep out whoever finds the file under its name before we have closed it.
        _file.Dispose();
        File.Move(from, path, overwrite: true);
        _path = null;
    }

    /// <summary>Removes it: no later try can use it.</summary>
    public void Delete()
    {
        if (_path is null) return;
        try
        {
            File.Delete(_path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The cause is on its way to the caller; the next one who fetches into this folder sweeps it.
        }

        _path = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isResumable || Length == 0 || _file.IsClosed) Delete();
        _file.Dispose();
    }
}
