using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>Sends files into a store.</summary>
internal sealed class Uploader(IObjectStore store, TransferOptions options, ByteBudget memory, TransferPace pace)
{
    private readonly EqualFiles _equal = new(store);

    /// <summary>Sends one file, once there is room for it.</summary>
    public Task<Transferred> SendAsync(FileUpload file, TransferCounter? progress, CancellationToken cancellationToken)
    {
        ObjectKey.Require(file.Key);
        var path = Path.GetFullPath(file.Path);
        return pace.RunAsync(async () =>
        {
            var sent = await FindEqualAsync(file, path, cancellationToken) ?? await SendAsync(file, path, progress, cancellationToken);
            progress?.AddFile();
            return sent;
        }, cancellationToken);
    }

    private async Task<Transferred?> FindEqualAsync(FileUpload file, string path, CancellationToken cancellationToken)
    {
        if (!file.KeepsEqual || !File.Exists(path)) return null;
        var sha256 = await _equal.FindAsync(file.Key, path, cancellationToken);
        return sha256 is null ? null : new Transferred(file.Key, path, new FileInfo(path).Length, sha256, Reused: true);
    }

    private async Task<Transferred> SendAsync(
        FileUpload file, string path, TransferCounter? progress, CancellationToken cancellationToken)
    {
        await using var source = FileSource.Open(path, progress);
        if (store is S3ObjectStore s3)
        {
            await new S3Upload(s3.Target, memory, options.WholeBytes, options.PartBytes)
                .PutAsync(file.Key, source, source.FileBytes, () => source.Sha256, cancellationToken);
        }
        else
        {
            using var room = await memory.AcquireAsync(FileObjectStore.CopyBufferSize, cancellationToken);
            await store.PutAsync(file.Key, source, cancellationToken);
        }

        return new Transferred(file.Key, path, source.FileBytes, source.Sha256 ?? throw new FileChangedException(path), Reused: false);
    }
}
