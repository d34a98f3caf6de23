using GlacierBatch.Contract.Processes;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Tells a script that hangs from one that is slow: its requests have no timeout of their own, so that a server that never answers
/// would hold the task until its time limit. Progress is a line, a byte written in the attempt's folders, or processor time.
/// </summary>
internal sealed class ProgressWatch : IDisposable
{
    /// <summary>
    /// The share of the limit that a script must have computed for it to be progress: timers of libraries always do a little.
    /// </summary>
    private const double LeastShare = 0.001;

    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _limit;
    private readonly string _folder;
    private readonly string _mark;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stalled = new();
    private readonly Lock _gate = new();
    private readonly ITimer? _timer;
    private ProcessorClock? _clock;
    private long _last;
    private TimeSpan _computed;
    private (int Files, long Bytes, DateTime Newest) _written;

    /// <param name="limit">How long nothing may come; zero for ever.</param>
    /// <param name="folder">The folder below which the script writes.</param>
    /// <param name="mark">The mark of the script's processes.</param>
    /// <param name="time">The clock.</param>
    public ProgressWatch(TimeSpan limit, string folder, string mark, TimeProvider time)
    {
        (_limit, _folder, _mark, _time) = (limit, folder, mark, time);
        _last = time.GetTimestamp();
        if (limit <= TimeSpan.Zero) return;
        var interval = TimeSpan.FromTicks(Math.Min(limit.Ticks / 10, LongestInterval.Ticks));
        _timer = time.CreateTimer(_ => Look(), null, interval, interval);
    }

    /// <summary>Cancelled when the script has made no progress for too long.</summary>
    public CancellationToken Stalled => _stalled.Token;

    /// <summary>What to say of it.</summary>
    public string Reason => FormattableString.Invariant($"The script made no progress for {_limit.TotalSeconds:0.###} s, ")
        + "no line, no byte and no processor time, as where a server never answers.";

    /// <summary>The script runs as this process.</summary>
    public void Started(ProcessIdentity process) => Volatile.Write(ref _clock, new ProcessorClock(process, _mark));

    /// <summary>The script has said something.</summary>
    public void SawLine() => Volatile.Write(ref _last, _time.GetTimestamp());

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();

        // A look that is under way ends before what it uses is gone.
        lock (_gate) _stalled.Dispose();
    }

    private void Look()
    {
        if (!_gate.TryEnter()) return;
        try
        {
            var computed = Volatile.Read(ref _clock)?.Read() ?? TimeSpan.Zero;
            var least = Math.Max(_limit.Ticks * LeastShare, 1);
            var written = Measure();
            if (Math.Abs((computed - _computed).Ticks) >= least || written != _written)
            {
                (_computed, _written) = (computed, written);
                SawLine();
            }
            else if (_time.GetElapsedTime(Volatile.Read(ref _last)) >= _limit)
            {
                _stalled.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The script has ended meanwhile.
        }
        finally
        {
            _gate.Exit();
        }
    }

    private (int, long, DateTime) Measure()
    {
        try
        {
            var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
            var (files, bytes, newest) = (0, 0L, DateTime.MinValue);
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles("*", everything))
            {
                files++;
                bytes += file.Length;
                if (file.LastWriteTimeUtc > newest) newest = file.LastWriteTimeUtc;
            }

            return (files, bytes, newest);
        }
        catch (IOException)
        {
            // Files come and go, which is progress.
            return (-1, 0, _time.GetUtcNow().UtcDateTime);
        }
    }
}
