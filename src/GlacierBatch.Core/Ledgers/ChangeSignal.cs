namespace GlacierBatch.Core.Ledgers;

/// <summary>Wakes those that wait for this process's next change, so that they need not poll for it.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource _next = Create();

    /// <summary>Wakes everybody who waits.</summary>
    public void Set() => Interlocked.Exchange(ref _next, Create()).TrySetResult();

    /// <summary>The next change. Take it before looking at the state, or a change in between is missed.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    /// <summary>Waits for a change taken earlier, or as long as changes by other processes may go unnoticed.</summary>
    public static async Task WaitAsync(Task next, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(atMost, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nothing of ours happened; the caller looks for what others did.
        }
    }

    private static TaskCompletionSource Create() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
