namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// A clock that runs a thousand times as fast, for waits that a test must get behind it. Time limits of a minute and more keep their
/// length: how quick a server is has nothing to do with them, unless a test says so.
/// </summary>
/// <param name="haste">How many times as fast it runs.</param>
/// <param name="limit">From which length on waits keep it; by default a minute.</param>
internal sealed class HastyTime(int haste = 1000, TimeSpan? limit = null) : TimeProvider
{
    private readonly TimeSpan _limit = limit ?? TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _origin = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _origin + ((System.GetTimestamp() - _origin) * haste);

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(_origin, GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= TimeSpan.Zero && dueTime < _limit ? dueTime / haste : dueTime, period);
}
