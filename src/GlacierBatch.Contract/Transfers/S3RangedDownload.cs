using GlacierBatch.Contract.Objects;

namespace GlacierBatch.Contract.Transfers;

/// <summary>
/// Fetches one version of a large object in ranges, several at a time. They are written in their order, so that what is there at any
/// moment is a beginning that a later process can go on with.
/// </summary>
internal sealed class S3RangedDownload(
    S3Target target, string key, string path, ObjectVersion version, ByteBudget memory, int partBytes)
{
    private readonly Queue<Task<TransferBuffer>> _begun = new();
    private long _next;

    /// <summary>Fetches what the file lacks.</summary>
    /// <exception cref="S3ObjectException">S3 failed, or the object was replaced meanwhile.</exception>
    public async Task RunAsync(PartialFile partial, ContentHash hash, TransferCounter? progress, CancellationToken cancellationToken)
    {
        TakeUp(partial, hash, progress);
        _next = partial.Length;
        using var failing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (partial.Length < version.Size)
            {
                await BeginAsync(failing.Token);
                using var part = await _begun.Dequeue();
                Write(part.Content, partial, hash);
                progress?.AddBytes(part.Length);
            }
        }
        catch (S3ObjectException e) when (e.Code == "ObjectReplaced")
        {
            partial.Delete();
            throw;
        }
        finally
        {
            await failing.CancelAsync();
            foreach (var part in _begun) await part.ContinueWith(Release, TaskScheduler.Default);
        }
    }

    private void Write(ReadOnlySpan<byte> content, PartialFile partial, ContentHash hash)
    {
        while (!content.IsEmpty)
        {
            // Piece by piece, so that what is written is still in the processor's cache.
            var piece = content[..Math.Min(ContentHash.PieceBytes, content.Length)];
            hash.Append(piece);
            partial.Append(piece, path);
            content = content[piece.Length..];
        }
    }

    private static void Release(Task<TransferBuffer> part)
    {
        if (part.IsCompletedSuccessfully) part.Result.Dispose();
        else _ = part.Exception;
    }

    private void TakeUp(PartialFile partial, ContentHash hash, TransferCounter? progress)
    {
        if (partial.Length > version.Size) partial.Clear();
        partial.AppendTo(hash);
        progress?.AddBytes(partial.Length);
    }

    /// <summary>
    /// Begins as many ranges as there is memory for. Only who has none waits for it: parts that wait for their turn while they wait for
    /// memory could wait for ever.
    /// </summary>
    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        while (_next < version.Size)
        {
            var count = (int)Math.Min(partBytes, version.Size - _next);
            var buffer = _begun.Count == 0
                ? await TransferBuffer.RentAsync(memory, count, cancellationToken)
                : TransferBuffer.TryRent(memory, count);
            if (buffer is null) return;
            _begun.Enqueue(FetchAsync(buffer, _next, count, cancellationToken));
            _next += count;
        }
    }

    private async Task<TransferBuffer> FetchAsync(TransferBuffer buffer, long from, int count, CancellationToken cancellationToken)
    {
        try
        {
            await using var reader = new S3ObjectReader(target, key, version, from, count);
            await buffer.FillAsync(reader, cancellationToken);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
