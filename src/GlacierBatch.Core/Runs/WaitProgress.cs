namespace GlacierBatch.Core.Runs;

/// <summary>How far jobs have come that are waited for.</summary>
/// <param name="Total">All of them.</param>
/// <param name="Ended">Those that have ended.</param>
/// <param name="Failed">Those of them that failed.</param>
/// <param name="Running">Those that run now.</param>
/// <param name="Elapsed">Since the waiting began.</param>
public sealed record WaitProgress(int Total, int Ended, int Failed, int Running, TimeSpan Elapsed)
{
    /// <summary>Those that wait for processors, memory or others.</summary>
    public int Waiting => Total - Ended - Running;

    /// <summary>Why some of them wait, as far as a service says so; or null.</summary>
    public string? Cause { get; init; }

    /// <summary>The time that the rest will take at the rate so far, or null before anything has ended.</summary>
    public TimeSpan? Remaining => Ended == 0 ? null : Elapsed / Ended * (Total - Ended);
}
