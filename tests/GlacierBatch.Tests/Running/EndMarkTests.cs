using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>How a task ended, told by a key.</summary>
public sealed class EndMarkTests
{
    [Theory]
    [InlineData(TaskOutcome.Done)]
    [InlineData(TaskOutcome.NoScenes)]
    [InlineData(TaskOutcome.OutOfMemory)]
    public void A_key_says_all_that_the_mark_does(TaskOutcome outcome)
    {
        var started = new DateTimeOffset(2025, 8, 1, 10, 0, 0, 123, TimeSpan.Zero);
        var mark = new EndMark(9999, outcome, 2, started, started.AddMinutes(3), 3_000_000_000);

        var key = mark.ToKey("season");

        Assert.Equal(mark, EndMark.Find(key, "season"));
        Assert.Null(ObjectKey.FindFault(key));
        Assert.Null(EndMark.Find(key, "other"));
    }

    [Theory]
    [InlineData("runs/season/ended/")]
    [InlineData("runs/season/ended/1.Done.1.2.3")]
    [InlineData("runs/season/ended/1.Done.1.2.3.4.5")]
    [InlineData("runs/season/ended/-1.Done.1.2.3.4")]
    [InlineData("runs/season/ended/1.Better.1.2.3.4")]
    [InlineData("runs/season/ended/1.0.1.2.3.4")]
    [InlineData("runs/season/ended/1.Done.1.2.99999999999999999.4")]
    [InlineData("runs/season/results/1.Done.1.2.3.4")]
    public void What_is_no_mark_is_passed_over(string key) => Assert.Null(EndMark.Find(key, "season"));
}
