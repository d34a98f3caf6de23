using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Finds out whether a file and an object are the same already, as cheaply as the store allows.</summary>
internal sealed class EqualFiles(IObjectStore store)
{
    /// <summary>Whether the object has a file's content.</summary>
    /// <param name="key">The object.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The content's checksum, or null where it differs, is not there, or the store cannot tell.</returns>
    public async Task<string?> FindAsync(string key, string path, CancellationToken cancellationToken)
    {
        if (store is S3ObjectStore s3)
        {
            var version = await S3Versions.FindAsync(s3.Target, key, cancellationToken);
            if (version?.Crc32 is null || version.Size != new FileInfo(path).Length) return null;
            var (crc32, sha256) = await HashAsync(path, cancellationToken);
            return crc32 == version.Crc32 ? sha256 : null;
        }

        if ((await store.FindAsync(key, cancellationToken))?.Size != new FileInfo(path).Length) return null;
        await using var content = await store.OpenReadAsync(key, cancellationToken);
        var stored = await Checksum.OfAsync(content, cancellationToken);
        return stored == (await HashAsync(path, cancellationToken)).Sha256 ? stored : null;
    }

    /// <summary>Whether a file is there already that is to be fetched.</summary>
    /// <inheritdoc cref="FindAsync(string, string, CancellationToken)"/>
    public async Task<string?> FindAsync(FileDownload file, string path, CancellationToken cancellationToken)
    {
        var there = new FileInfo(path);
        if (!there.Exists || (file.Size is { } size && size != there.Length)) return null;
        if (file.Sha256 is null) return await FindAsync(file.Key, path, cancellationToken);
        var (_, sha256) = await HashAsync(path, cancellationToken);
        return sha256.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase) ? sha256 : null;
    }

    private static async Task<(string Crc32, string Sha256)> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var source = FileSource.Open(path, needsCrc32: true);
        await source.CopyToAsync(Stream.Null, ContentHash.PieceBytes, cancellationToken);
        return (source.Crc32, source.Sha256 ?? throw new FileChangedException(path));
    }
}
