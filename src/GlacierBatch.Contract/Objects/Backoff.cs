namespace GlacierBatch.Contract.Objects;

/// <summary>Waits that double, spread by chance so that many do not come back in the same moment.</summary>
internal static class Backoff
{
    private const double FirstSeconds = 0.2;
    private const double LongestSeconds = 10;

    /// <summary>Waits before another try.</summary>
    /// <param name="tries">How many have failed, one or more.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task WaitAsync(int tries, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var longest = Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, tries - 1));
        var spread = TimeSpan.FromSeconds(longest * (0.5 + (Random.Shared.NextDouble() / 2)));
        return Task.Delay(spread, timeProvider, cancellationToken);
    }
}
