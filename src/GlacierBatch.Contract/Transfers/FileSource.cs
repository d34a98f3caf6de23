using GlacierBatch.Contract.Objects;
using Microsoft.Win32.SafeHandles;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// Reads a file once from begin to end, hashing what passes while it is still in the processor's cache. Whoever reads to the end has
/// read one version of the file: if somebody wrote meanwhile, the last read throws.
/// </summary>
internal sealed class FileSource : Stream
{
    private readonly ContentHash _hash;
    private readonly SafeFileHandle _file;
    private readonly TransferCounter? _progress;
    private readonly string _path;
    private readonly DateTime _written;
    private long _position;

    private FileSource(string path, SafeFileHandle file, TransferCounter? progress, bool needsCrc32)
    {
        _hash = new ContentHash(needsCrc32);
        _progress = progress;
        _path = path;
        _file = file;
        FileBytes = RandomAccess.GetLength(file);
        _written = File.GetLastWriteTimeUtc(file);
    }

    /// <summary>The file's size when it was opened.</summary>
    public long FileBytes { get; }

    /// <summary>SHA-256 of the whole, in hexadecimal, once the end was reached; null before.</summary>
    public string? Sha256 { get; private set; }

    /// <summary>CRC32 of what was read, as S3's headers have it.</summary>
    public string Crc32 => _hash.Crc32();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Told of what is read.</param>
    /// <param name="needsCrc32">Whether <see cref="Crc32"/> is asked for.</param>
    /// <exception cref="IOException">It is not there, is a link or cannot be read; the message names it.</exception>
    public static FileSource Open(string path, TransferCounter? progress = null, bool needsCrc32 = false) =>
        TransferFaults.OnRead(path, () =>
        {
            if (PlainFile.FindFault(path) is { } fault) throw new IOException($"{fault}; give a plain file");

            // Shared with everyone: a script may still hold it open, and changes are found at the end.
            var file = File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            return new FileSource(path, file, progress, needsCrc32);
        });

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || Sha256 is not null) return 0;
        if (buffer.Length > ContentHash.PieceBytes) buffer = buffer[..ContentHash.PieceBytes];
        var read = Read(buffer, _position);
        _hash.Append(buffer[..read]);
        _position += read;
        _progress?.AddBytes(read);
        if (_position > FileBytes || (read == 0 && HasChanged())) throw new FileChangedException(_path);
        if (read == 0) Sha256 = _hash.Sha256();
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Without a detour: .NET would read on a thread of the pool, and so is this one.
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is ever written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _file.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Read(Span<byte> buffer, long position)
    {
        try
        {
            return RandomAccess.Read(_file, buffer, position);
        }
        catch (Exception e) when (TransferFaults.IsOfFile(e))
        {
            throw TransferFaults.NotRead(_path, e);
        }
    }

    private bool HasChanged() =>
        _position != FileBytes || RandomAccess.GetLength(_file) != FileBytes || File.GetLastWriteTimeUtc(_file) != _written;
}
