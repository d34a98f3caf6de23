using System.Buffers;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Fetches objects into folders.</summary>
internal sealed class Downloader(IObjectStore store, TransferOptions options, ByteBudget memory, SemaphoreSlim connections)
{
    private readonly EqualFiles _equal = new(store);

    /// <summary>Fetches one object, once there is room for it.</summary>
    public async Task<Transferred> FetchAsync(
        TransferFolder folder, FileDownload file, TransferCounter? progress, CancellationToken cancellationToken)
    {
        ObjectKey.Require(file.Key);
        var path = folder.Resolve(file.Path);
        await connections.WaitAsync(cancellationToken);
        try
        {
            await Task.Yield();
            var sha256 = await _equal.FindAsync(file, path, cancellationToken);
            if (sha256 is not null)
            {
                progress?.AddFile();
                return new Transferred(file.Key, path, new FileInfo(path).Length, sha256, Reused: true);
            }

            var fetched = store is S3ObjectStore s3 && file.Size > options.WholeBytes
                ? await FetchLargeAsync(s3.Target, folder, file, progress, cancellationToken)
                : await FetchWholeAsync(folder, file, progress, cancellationToken);
            progress?.AddFile();
            return fetched with { Path = path };
        }
        finally
        {
            connections.Release();
        }
    }

    private async Task<Transferred> FetchWholeAsync(
        TransferFolder folder, FileDownload file, TransferCounter? progress, CancellationToken cancellationToken)
    {
        await using (var source = await store.OpenReadAsync(file.Key, cancellationToken))
        {
            if (source is not S3ObjectReader reader || reader.Version.Size <= options.WholeBytes)
            {
                using var partial = folder.Create(file.Path);
                using var hash = new ContentHash();
                await CopyAsync(source, partial, hash, file, progress, cancellationToken);
                return Finish(folder, file, partial, hash);
            }
        }

        // Larger than was known: in parts, at the price of this one connection.
        var target = ((S3ObjectStore)store).Target;
        return await FetchLargeAsync(target, folder, file, progress, cancellationToken);
    }

    private async Task<Transferred> FetchLargeAsync(
        S3Target target, TransferFolder folder, FileDownload file, TransferCounter? progress, CancellationToken cancellationToken)
    {
        var version = await S3Versions.FindAsync(target, file.Key, cancellationToken)
            ?? throw new FileNotFoundException($"There is no object '{file.Key}' in {target.Location}.", file.Key);
        RequireSize(file, version.Size);
        using var partial = folder.Resume(file.Path, $"{target.Location} {file.Key} {version.ETag} {version.Size}");
        using var hash = new ContentHash();
        await new S3RangedDownload(target, file.Key, version, memory, options.PartBytes)
            .RunAsync(partial, hash, progress, cancellationToken);
        if (version.Crc32 is not null && version.Crc32 != hash.Crc32())
        {
            partial.Delete();
            throw new ContentMismatchException(
                $"The object '{file.Key}' of {store.Location} could not be fetched: its bytes do not match the checksum that S3 keeps; " +
                "fetch it again.");
        }

        return Finish(folder, file, partial, hash);
    }

    private async Task CopyAsync(
        Stream source, PartialFile partial, ContentHash hash, FileDownload file, TransferCounter? progress,
        CancellationToken cancellationToken)
    {
        using var room = await memory.AcquireAsync(ContentHash.PieceBytes, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(ContentHash.PieceBytes);
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.Append(buffer.AsSpan(0, read));
                Append(partial, buffer.AsSpan(0, read), file);
                progress?.AddBytes(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Append(PartialFile partial, ReadOnlySpan<byte> bytes, FileDownload file)
    {
        try
        {
            partial.Append(bytes);
        }
        catch (Exception e) when (TransferFaults.IsOfFile(e))
        {
            throw TransferFaults.Describe(file.Path, "written", e);
        }
    }

    private Transferred Finish(TransferFolder folder, FileDownload file, PartialFile partial, ContentHash hash)
    {
        var sha256 = hash.Sha256();
        try
        {
            RequireSize(file, partial.Length);
            if (file.Sha256 is not null && !file.Sha256.Equals(sha256, StringComparison.OrdinalIgnoreCase))
                throw new ContentMismatchException($"The object '{file.Key}' of {store.Location} has other content than was recorded.");
        }
        catch (ContentMismatchException)
        {
            partial.Delete();
            throw;
        }

        folder.Finish(partial, file.Path);
        return new Transferred(file.Key, file.Path, partial.Length, sha256, Reused: false);
    }

    private void RequireSize(FileDownload file, long size)
    {
        if (file.Size is not { } recorded || recorded == size) return;
        throw new ContentMismatchException($"The object '{file.Key}' of {store.Location} has {size} bytes, recorded were {recorded}.");
    }
}
