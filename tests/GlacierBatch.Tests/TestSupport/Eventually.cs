using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>Waits for something that another process brings about, where there is nothing to wait on.</summary>
internal static class Eventually
{
    /// <summary>Longer than anything takes that a test waits for, on the slowest machine.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Longer than any program or script of a test runs, and shorter than what ends the whole run.</summary>
    public static TimeSpan LongestRun { get; } = TimeSpan.FromMinutes(8);

    /// <summary>Waits until a condition holds; fails where it never does.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, "what was waited for never came");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
