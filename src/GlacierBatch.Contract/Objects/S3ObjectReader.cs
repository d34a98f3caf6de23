using System.IO.Hashing;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Reads one version of an object from begin to end. A cut or stalled connection is taken up again where it stopped, of the same
/// version only, and the whole is compared with the checksum that S3 keeps, however many pieces it came in.
/// </summary>
internal sealed class S3ObjectReader : Stream
{
    private readonly S3Target _target;
    private readonly string _key;
    private readonly Crc32 _crc = new();
    private readonly string? _checksum;
    private readonly long _end;
    private GetObjectResponse? _response;
    private long _position;
    private bool _isChecked;

    private S3ObjectReader(S3Target target, string key, GetObjectResponse response)
    {
        _target = target;
        _key = key;
        _response = response;
        _checksum = S3Versions.OfWhole(response.ChecksumCRC32, response.ChecksumType);
        Version = new ObjectVersion(response.ETag, response.ContentLength, _checksum);
        _end = Version.Size;
    }

    /// <summary>Reads a piece of a version; nothing is asked before the first read, and the piece's checksum is not known.</summary>
    public S3ObjectReader(S3Target target, string key, ObjectVersion version, long from, long count)
    {
        _target = target;
        _key = key;
        Version = version;
        _position = from;
        _end = from + count;
    }

    /// <summary>The version that is read.</summary>
    public ObjectVersion Version { get; }

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

    /// <summary>Opens an object, or null where there is none.</summary>
    /// <exception cref="S3ObjectException">It cannot be read.</exception>
    public static async Task<S3ObjectReader?> OpenAsync(S3Target target, string key, CancellationToken cancellationToken)
    {
        var request = new GetObjectRequest { BucketName = target.Bucket, Key = target.Resolve(key) };
        try
        {
            return new S3ObjectReader(target, key, await target.Client.GetObjectAsync(request, cancellationToken));
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Forbidden && e.ErrorCode == "AccessDenied")
        {
            // Where not all of the bucket may be listed, S3 says so of a missing key too.
            if (await S3Versions.IsMissingAsync(target, key, cancellationToken)) return null;
            throw S3Faults.Describe(target, key, S3Action.Read, e);
        }
        catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
        {
            throw S3Faults.Describe(target, key, S3Action.Read, e);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        for (var failures = 0; ;)
        {
            Exception? cause = null;
            try
            {
                if (_isChecked) return 0;
                var read = await ReadPieceAsync(buffer, cancellationToken);
                if (read > 0 || _position == _end) return read;
            }
            catch (Exception e) when (S3Faults.IsFault(e, cancellationToken))
            {
                if (!IsCut(e)) throw S3Faults.Describe(_target, _key, S3Action.Read, e);
                cause = e;
            }

            Release();
            if (++failures > _target.Settings.MaxResumes)
            {
                cause ??= new IOException($"the connection ended after {_position} of {_end} bytes");
                throw S3Faults.Describe(_target, _key, S3Action.Read, cause);
            }

            if (failures > 1) await Backoff.WaitAsync(failures, _target.Settings.TimeProvider, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

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
        if (disposing) Release();
        base.Dispose(disposing);
    }

    /// <summary>A read that failed for the connection's sake, and not because S3 or the checksum said no.</summary>
    private static bool IsCut(Exception e) =>
        e is OperationCanceledException or IOException or HttpRequestException || (e is AmazonServiceException && S3Faults.IsTransient(e));

    private async Task<int> ReadPieceAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_target.Settings.StallTimeout, _target.Settings.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        _response ??= await ResumeAsync(both.Token);
        var room = buffer[..(int)Math.Min(buffer.Length, _end - _position)];
        var read = room.IsEmpty ? 0 : await _response.ResponseStream.ReadAsync(room, both.Token);
        _crc.Append(buffer.Span[..read]);
        _position += read;

        // Before the last bytes are handed out: who reads only as much as there is must learn of it too.
        if (_position == _end) Check();
        return read;
    }

    private async Task<GetObjectResponse> ResumeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _target.Client.GetObjectAsync(new GetObjectRequest
            {
                BucketName = _target.Bucket,
                Key = _target.Resolve(_key),
                EtagToMatch = Version.ETag,
                ByteRange = new ByteRange(_position, _end - 1),
            }, cancellationToken);
        }
        catch (AmazonS3Exception e) when (e.StatusCode is HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound)
        {
            throw new S3ObjectException(
                $"The object '{_key}' could not be read from the bucket '{_target.Bucket}': it was replaced or deleted after " +
                $"{_position} of {_end} bytes; read it again.", "ObjectReplaced", isTransient: true, e);
        }
    }

    private void Check()
    {
        if (_checksum is not null && _checksum != TransferBuffer.ToHeader(_crc.GetCurrentHashAsUInt32()))
        {
            throw new S3ObjectException(
                $"The object '{_key}' could not be read from the bucket '{_target.Bucket}': its {_end} bytes do not match the " +
                "checksum that S3 keeps; read it again.", "ChecksumMismatch", isTransient: true);
        }

        // Where it has come in one piece, the client compares whatever checksum there is, once it is told that all is read.
        _response?.Dispose();
        _response = null;
        _isChecked = true;
    }

    private void Release()
    {
        try
        {
            _response?.Dispose();
        }
        catch (AmazonClientException)
        {
            // The client's complaint about bytes that were given up, or that were complained about already.
        }

        _response = null;
    }
}
