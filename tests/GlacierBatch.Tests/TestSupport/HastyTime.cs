namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// A clock that runs a thousand times as fast, for waits that a test must get behind it. Time limits of a minute and more keep their
/// length: how quick a server is has nothing to do with them.
/// </summary>
internal sealed class HastyTime : TimeProvider
{
    private const int Haste = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _origin = System.GetTimestamp();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override long GetTimestamp() => _origin + ((System.GetTimestamp() - _origin) * Haste);

    public override DateTimeOffset GetUtcNow() => _start + GetElapsedTime(_origin, GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= TimeSpan.Zero && dueTime < Limit ? dueTime / Haste : dueTime, period);
}
