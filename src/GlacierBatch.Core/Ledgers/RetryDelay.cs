namespace GlacierBatch.Core.Ledgers;

/// <summary>How long a task waits before it is tried again: longer each time, and never all tasks at the same moment.</summary>
internal static class RetryDelay
{
    /// <summary>The longest there is.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    /// <summary>The delay after so many failures.</summary>
    /// <param name="failures">How many attempts have failed, from 1.</param>
    /// <param name="jitter">From 0 to 1; spreads the upper half.</param>
    public static TimeSpan After(int failures, double jitter)
    {
        var full = Math.Min(First.TotalSeconds * Math.Pow(4, Math.Max(failures - 1, 0)), Longest.TotalSeconds);
        return TimeSpan.FromSeconds(full * (0.5 + (jitter / 2)));
    }
}
