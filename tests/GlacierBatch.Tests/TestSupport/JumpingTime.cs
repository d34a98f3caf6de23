namespace GlacierBatch.Tests.TestSupport;

/// <summary>The system's time with a wall clock and a steady clock that a test puts forward or back; timers go on as they were.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _wall;
    private long _steady;

    /// <summary>Puts the wall clock so far from the true time.</summary>
    public void SetWall(TimeSpan offset) => Interlocked.Exchange(ref _wall, offset.Ticks);

    /// <summary>Lets time pass on the steady clock.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _steady, (long)(time.TotalSeconds * TimestampFrequency));

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _wall));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _steady);
}
