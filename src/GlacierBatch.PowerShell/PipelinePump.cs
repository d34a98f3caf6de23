using System.Collections.Concurrent;

namespace GlacierBatch.PowerShell;

/// <summary>
/// Carries what asynchronous work wants to write over to the pipeline's thread, which alone may write. On that thread itself it
/// is done at once.
/// </summary>
internal sealed class PipelinePump
{
    private readonly int _pipelineThread = Environment.CurrentManagedThreadId;
    private readonly BlockingCollection<Action> _pending = [];

    /// <summary>Does something on the pipeline's thread, in the order of the calls.</summary>
    public void Post(Action action)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
        {
            action();
            return;
        }

        try
        {
            _pending.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The pipeline has been stopped; nobody is there to read it.
        }
    }

    /// <summary>Does what is posted until the work has ended.</summary>
    /// <param name="work">The work.</param>
    /// <param name="stopped">Ends the pumping, whether the work has ended or not.</param>
    public void Run(Task work, CancellationToken stopped)
    {
        // Work that has ended may have posted from another thread before anybody looked: what it wrote is done all the same.
        if (work.IsCompleted) _pending.CompleteAdding();
        else work.ContinueWith(_ => _pending.CompleteAdding(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        try
        {
            if (!_pending.IsCompleted) foreach (var action in _pending.GetConsumingEnumerable(stopped)) action();
        }
        finally
        {
            _pending.CompleteAdding();
        }

        work.GetAwaiter().GetResult();
    }
}
