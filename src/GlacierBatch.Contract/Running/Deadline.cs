namespace GlacierBatch.Contract.Running;

/// <summary>A time that begins to run when a signal comes: what a machine that is taken away still leaves for the rest.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly ITimer? _timer;

    /// <param name="signal">Begins it.</param>
    /// <param name="left">How long it is; null for no end.</param>
    /// <param name="time">The clock.</param>
    public Deadline(CancellationToken signal, TimeSpan? left, TimeProvider time)
    {
        if (left is not { } span) return;
        _timer = time.CreateTimer(_ => Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registration = signal.Register(() => _timer.Change(span, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Cancelled when it is over.</summary>
    public CancellationToken Over => _over.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _registration.Dispose();
        _timer?.Dispose();
        _over.Dispose();
    }

    private void Cancel()
    {
        try
        {
            _over.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // All was done in time.
        }
    }
}
