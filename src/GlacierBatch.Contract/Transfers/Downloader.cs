using System.Buffers;
using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Fetches objects into folders.</summary>
internal sealed class Downloader(IObjectStore store, TransferOptions options, ByteBudget memory, TransferPace pace)
{
    private readonly EqualFiles _equal = new(store);

    /// <summary>Fetches one object, once there is room for it.</summary>
    public Task<Transferred> FetchAsync(
        TransferFolder folder, FileDownload file, TransferCounter? progress, CancellationToken cancellationToken)
    {
        ObjectKey.Require(file.Key);
        var path = folder.Resolve(file.Path);
        return pace.RunAsync(async () =>
        {
            var there = await _equal.FindAsync(file, path, cancellationToken);
            var fetched = there is not null ? new Transferred(file.Key, path, new FileInfo(path).Length, there, Reused: true)
                : store is S3ObjectStore s3 && file.Size > options.WholeBytes
                ? await FetchLargeAsync(s3.Target, folder, file, path, progress, cancellationToken)
                : await FetchWholeAsync(folder, file, path, progress, cancellationToken);
            progress?.AddFile();
            return fetched;
        }, cancellationToken);
    }

    private async Task<Transferred> FetchWholeAsync(
        TransferFolder folder, FileDownload file, string path, TransferCounter? progress, CancellationToken cancellationToken)
    {
        S3Target target;
        await using (var source = await store.OpenReadAsync(file.Key, cancellationToken))
        {
            if (store is not S3ObjectStore s3 || source is not S3ObjectReader reader || reader.Version.Size <= options.WholeBytes)
            {
                using var partial = folder.Create(file.Path);
                using var hash = new ContentHash(needsCrc32: false);
                await CopyAsync(source, partial, hash, path, progress, cancellationToken);
                return Finish(folder, file, path, partial, hash);
            }

            target = s3.Target;
        }

        // Larger than was known: in parts, at the price of this one connection.
        return await FetchLargeAsync(target, folder, file, path, progress, cancellationToken);
    }

    private async Task<Transferred> FetchLargeAsync(
        S3Target target, TransferFolder folder, FileDownload file, string path, TransferCounter? progress,
        CancellationToken cancellationToken)
    {
        var version = await S3Versions.FindAsync(target, file.Key, cancellationToken)
            ?? throw new FileNotFoundException($"There is no object '{file.Key}' in {target.Location}.", file.Key);
        RequireSize(file, version.Size);
        using var partial = folder.Resume(file.Path, $"{target.Location} {file.Key} {version.ETag} {version.Size}");
        using var hash = new ContentHash();
        await new S3RangedDownload(target, file.Key, path, version, memory, options.PartBytes)
            .RunAsync(partial, hash, progress, cancellationToken);
        if (version.Crc32 is not null && version.Crc32 != hash.Crc32())
        {
            partial.Delete();
            throw new S3ObjectException(
                $"The object '{file.Key}' could not be read from the bucket '{target.Bucket}': its {version.Size} bytes do not match the " +
                "checksum that S3 keeps; read it again.", "ChecksumMismatch", isTransient: true);
        }

        return Finish(folder, file, path, partial, hash);
    }

    private async Task CopyAsync(
        Stream source, PartialFile partial, ContentHash hash, string path, TransferCounter? progress,
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
                partial.Append(buffer.AsSpan(0, read), path);
                progress?.AddBytes(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Transferred Finish(TransferFolder folder, FileDownload file, string path, PartialFile partial, ContentHash hash)
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
        return new Transferred(file.Key, path, partial.Length, sha256, Reused: false);
    }

    private void RequireSize(FileDownload file, long size)
    {
        if (file.Size is not { } recorded || recorded == size) return;
        throw new ContentMismatchException($"The object '{file.Key}' of {store.Location} has {size} bytes, recorded were {recorded}.");
    }
}
