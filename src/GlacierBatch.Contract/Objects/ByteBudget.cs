using System.Buffers;

namespace GlacierBatch.Contract.Objects;

/// <summary>
/// So many bytes may be in memory at a time, for all who share it; first come, first served. Their arrays are used again by whoever comes
/// next, on whichever thread: .NET's own pool keeps some for each thread, which for parts of megabytes is more than all that move.
/// </summary>
/// <param name="capacity">Bytes. Whoever asks for more waits until all of it is free.</param>
internal sealed class ByteBudget(long capacity)
{
    private const int LargestKept = 64 << 20;
    private const int KeptOfASize = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<(long Bytes, TaskCompletionSource Ready)> _waiting = new();
    private readonly long _capacity = capacity;
    private long _free = capacity;

    /// <summary>Arrays for what there is room for.</summary>
    public ArrayPool<byte> Arrays { get; } = ArrayPool<byte>.Create(LargestKept, KeptOfASize);

    /// <summary>Waits for room.</summary>
    /// <returns>The room; disposing gives it back.</returns>
    public async Task<Lease> AcquireAsync(long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = Math.Min(bytes, _capacity);
        LinkedListNode<(long Bytes, TaskCompletionSource Ready)> node;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _free >= wanted)
            {
                _free -= wanted;
                return new Lease(this, wanted);
            }

            node = _waiting.AddLast((wanted, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        await using (cancellationToken.Register(() => GiveUp(node, cancellationToken)))
        {
            await node.Value.Ready.Task;
        }

        return new Lease(this, wanted);
    }

    /// <summary>Takes room if there is some now; for those who hold some already, and must not wait for more.</summary>
    /// <returns>The room, or null.</returns>
    public Lease? TryAcquire(long bytes)
    {
        var wanted = Math.Min(bytes, _capacity);
        lock (_gate)
        {
            if (_waiting.Count > 0 || _free < wanted) return null;
            _free -= wanted;
            return new Lease(this, wanted);
        }
    }

    private void GiveUp(LinkedListNode<(long Bytes, TaskCompletionSource Ready)> node, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (node.List is null) return;
            _waiting.Remove(node);
            node.Value.Ready.TrySetCanceled(cancellationToken);
            Serve();
        }
    }

    private void Release(long bytes)
    {
        lock (_gate)
        {
            _free += bytes;
            Serve();
        }
    }

    private void Serve()
    {
        while (_waiting.First is { } first && _free >= first.Value.Bytes)
        {
            _free -= first.Value.Bytes;
            _waiting.RemoveFirst();
            first.Value.Ready.TrySetResult();
        }
    }

    /// <summary>Room that is taken until it is disposed.</summary>
    internal sealed class Lease(ByteBudget budget, long bytes) : IDisposable
    {
        private int _returned;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0) budget.Release(bytes);
        }
    }
}
