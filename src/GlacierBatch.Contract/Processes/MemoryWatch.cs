namespace GlacierBatch.Contract.Processes;

/// <summary>Measures a tree's memory, often at first, so that a short task has a peak too, and five times a second later.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private static readonly int[] FirstDelays = [15, 30, 60, 100];
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Func<long, long> _measure;
    private readonly long _limit;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _exceeded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _timer;
    private int _samples;
    private long _peak;
    private bool _over;

    /// <param name="time">The clock.</param>
    /// <param name="measure">Measures, in bytes, given the value below which an estimate will do.</param>
    /// <param name="limitBytes">The limit; null for none.</param>
    internal MemoryWatch(TimeProvider time, Func<long, long> measure, long? limitBytes)
    {
        _measure = measure;
        _limit = limitBytes ?? long.MaxValue;
        _timer = time.CreateTimer(_ => Sample(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(TimeSpan.FromMilliseconds(FirstDelays[0]), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes when the limit is exceeded.</summary>
    internal Task Exceeded => _exceeded.Task;

    /// <summary>The most that was seen, in bytes.</summary>
    internal long PeakBytes => Interlocked.Read(ref _peak);

    public void Dispose()
    {
        // A sample that is under way ends first, so that none meets a process that is let go of.
        lock (_gate)
        {
            _over = true;
        }

        _timer.Dispose();
    }

    private void Sample()
    {
        lock (_gate)
        {
            if (_over) return;
            var now = _measure(_peak);
            if (now > _peak) Interlocked.Exchange(ref _peak, now);
            if (now > _limit) _exceeded.TrySetResult();
            _samples++;
            var next = _samples < FirstDelays.Length ? TimeSpan.FromMilliseconds(FirstDelays[_samples]) : Interval;
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}
