namespace GlacierBatch.PowerShell;

/// <summary>
/// Carries what asynchronous work wants to write over to the pipeline's thread, which alone may write. On that thread itself it
/// is done at once.
/// </summary>
/// <remarks>
/// .NET's own collections spin before they block. While jobs run, that is processor time taken from their scripts.
/// </remarks>
internal sealed class PipelinePump
{
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;
    private readonly Queue<Action> _pending = [];
    private bool _ended;

    /// <summary>Does something on the pipeline's thread, in the order of the calls.</summary>
    public void Post(Action action)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            action();
            return;
        }

        lock (_pending)
        {
            // Where the pipeline has been stopped, nobody is there to read it.
            if (_ended) return;
            _pending.Enqueue(action);
            Monitor.Pulse(_pending);
        }
    }

    /// <summary>Does what is posted until the work has ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stopped">Ends the pumping, whether the work has ended or not.</param>
    public void Run(Task work, CancellationToken stopped)
    {
        using var stopping = stopped.UnsafeRegister(_ => Wake(), null);
        if (!work.IsCompleted)
            work.ContinueWith(_ => Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        try
        {
            while (TakeNext(work, stopped) is { } action) action();
        }
        finally
        {
            lock (_pending) _ended = true;
        }

        work.GetAwaiter().GetResult();
    }

    /// <summary>Waits for the next action; null where the work has ended and nothing is left of what it posted.</summary>
    private Action? TakeNext(Task work, CancellationToken stopped)
    {
        lock (_pending)
        {
            while (true)
            {
                stopped.ThrowIfCancellationRequested();

                // Asked before the queue is looked at: what was posted until then is in it.
                var hasEnded = work.IsCompleted;
                if (_pending.TryDequeue(out var action)) return action;
                if (hasEnded) return null;
                Monitor.Wait(_pending);
            }
        }
    }

    private void Wake()
    {
        lock (_pending) Monitor.Pulse(_pending);
    }
}
