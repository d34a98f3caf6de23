using GlacierBatch.Core;
using GlacierBatch.Core.Checkpoints;
using Xunit;

namespace GlacierBatch.Tests.Checkpoints;

/// <summary>Bounds as the plan's table writes them.</summary>
public sealed class BoundTests
{
    private const double MB = 1024 * 1024;

    [Theory]
    [InlineData("under 2 min", 119.9, true)]
    [InlineData("under 2 min", 120, false)]
    [InlineData("at most 60 s", 60, true)]
    [InlineData("at most 60 s", 60.1, false)]
    [InlineData("over 95 %", 0.96, true)]
    [InlineData("over 95 %", 0.95, false)]
    [InlineData("under 5 %", 0.05, false)]
    [InlineData("under 90 %", 0.8999, true)]
    [InlineData("under USD 0.10", 0.067, true)]
    [InlineData("under USD 0.10", 0.1, false)]
    [InlineData("at least 64 vCPU", 64, true)]
    [InlineData("at least 64 vCPU", 63, false)]
    [InlineData("under 8 GB", 8191 * MB, true)]
    [InlineData("under 8 GB", 8192 * MB, false)]
    [InlineData("between 0.1 GB and 3 GB", 102.4 * MB, true)]
    [InlineData("between 0.1 GB and 3 GB", 100 * MB, false)]
    [InlineData("between 0.1 GB and 3 GB", 3073 * MB, false)]
    [InlineData("1.2 MB +-20 %", 0.96 * MB, true)]
    [InlineData("1.2 MB +-20 %", 1.44 * MB, true)]
    [InlineData("1.2 MB +-20 %", 0.95 * MB, false)]
    [InlineData("1.2 MB +-20 %", 1.45 * MB, false)]
    [InlineData("none", 0, true)]
    [InlineData("none", 1, false)]
    [InlineData("is 6", 6, true)]
    [InlineData("is 6", 5, false)]
    [InlineData("over 3", 3, false)]
    [InlineData("at least 30 min", 1800, true)]
    [InlineData("at least 30 min", 1799, false)]
    public void A_number_keeps_a_bound_or_not(string bound, double number, bool holds) =>
        Assert.Equal(holds, Bound.Parse(bound).Holds(number, null));

    [Theory]
    [InlineData("is SUCCEEDED", "SUCCEEDED", true)]
    [InlineData("is SUCCEEDED", "FAILED", false)]
    [InlineData("is yes", "no", false)]
    [InlineData("is 3 of 3", "3 of 3", true)]
    [InlineData("is 3 of 3", "2 of 3", false)]
    [InlineData("contains Hello from AWS Batch!", "2025-08-01 out Hello from AWS Batch!", true)]
    [InlineData("contains Hello from AWS Batch!", "hello", false)]
    public void A_text_keeps_a_bound_or_not(string bound, string text, bool holds) =>
        Assert.Equal(holds, Bound.Parse(bound).Holds(null, text));

    [Theory]
    [InlineData("under 2 min", null)]
    [InlineData("over 95 %", "many")]
    [InlineData("1.2 MB +-20 %", null)]
    [InlineData("is SUCCEEDED", null)]
    [InlineData("contains Hello", null)]
    [InlineData("between 1 GB and 2 GB", "large")]
    public void What_was_not_measured_is_neither_kept_nor_broken(string bound, string? text) =>
        Assert.Null(Bound.Parse(bound).Holds(null, text));

    [Theory]
    [InlineData("")]
    [InlineData("is ")]
    [InlineData("about 3")]
    [InlineData("under")]
    [InlineData("under two minutes")]
    [InlineData("under 2 fortnights")]
    [InlineData("between 1 GB")]
    [InlineData("1.2 MB +- a bit")]
    public void A_text_that_is_no_bound_is_refused_with_the_forms(string text)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => Bound.Parse(text));

        Assert.Equal("BoundUnreadable", fault.ErrorId);
        Assert.Contains("under 2 min", fault.Recommendation);
    }

    [Theory]
    [InlineData("under 2 min", 42.34, "42.3 s")]
    [InlineData("under 2 min", 0.114, "0.11 s")]
    [InlineData("under 5 min", 200, "3.3 min")]
    [InlineData("over 95 %", 0.961, "96.1 %")]
    [InlineData("1.2 MB +-20 %", 1.2 * MB, "1.2 MB")]
    [InlineData("1.2 MB +-20 %", 234.5 * 1024, "234.5 KB")]
    [InlineData("under USD 0.10", 0.0666, "USD 0.067")]
    [InlineData("at least 64 vCPU", 256, "256 vCPU")]
    [InlineData("is 6", 6, "6")]
    public void A_value_is_shown_in_the_bounds_unit(string bound, double number, string shown) =>
        Assert.Equal(shown, Bound.Parse(bound).Show(number, null));
}
