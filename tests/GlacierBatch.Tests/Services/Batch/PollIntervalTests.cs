using GlacierBatch.Core.Services.Batch.Watching;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>How often AWS is asked.</summary>
public sealed class PollIntervalTests
{
    [Fact]
    public void It_is_two_seconds_while_things_change_and_never_above_thirty()
    {
        var interval = new PollInterval();
        Assert.Equal(TimeSpan.FromSeconds(2), interval.Current);

        interval.Slacken();
        Assert.Equal(TimeSpan.FromSeconds(3), interval.Current);
        for (var look = 0; look < 20; look++) interval.Slacken();
        Assert.Equal(TimeSpan.FromSeconds(30), interval.Current);
        interval.Retreat();
        Assert.Equal(TimeSpan.FromSeconds(30), interval.Current);

        for (var look = 0; look < 20; look++) interval.Quicken();
        Assert.Equal(TimeSpan.FromSeconds(2), interval.Current);
        interval.Retreat();
        Assert.Equal(TimeSpan.FromSeconds(4), interval.Current);
    }
}
