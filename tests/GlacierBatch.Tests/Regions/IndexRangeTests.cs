using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using GlacierBatch.Core;
using GlacierBatch.Core.Regions;
using Xunit;

namespace GlacierBatch.Tests.Regions;

/// <summary>A range of regions means what a Python slice means, and other text is refused.</summary>
public sealed class IndexRangeTests
{
    [Theory]
    [InlineData("0:25", 0, 25)]
    [InlineData(":5", 0, 5)]
    [InlineData("190:", 190, 192)]
    [InlineData(":", 0, 192)]
    [InlineData("7", 7, 8)]
    [InlineData(" 3 : 4 ", 3, 4)]
    [InlineData("190:500", 190, 192)]
    [InlineData("191:99999999999999999999", 191, 192)]
    public void A_range_means_what_a_Python_slice_means(string text, int start, int end) =>
        Assert.Equal((start, end), IndexRange.Parse(text).Within(192));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("-5:")]
    [InlineData("0:25:2")]
    [InlineData("a:b")]
    [InlineData("0-25")]
    [InlineData("1.5")]
    [InlineData("+1")]
    [InlineData("\u0663")]
    [InlineData("0x10")]
    [InlineData("1 2")]
    public void Text_of_another_form_is_refused_with_the_forms_that_are_accepted(string text)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => IndexRange.Parse(text));
        Assert.Equal("InvalidIndex", fault.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, fault.Kind);
        Assert.Contains("0:25", fault.Recommendation);
        Assert.Contains("190:", fault.Recommendation);
    }

    [Theory]
    [InlineData("192")]
    [InlineData("192:")]
    [InlineData("200:210")]
    [InlineData("5:5")]
    [InlineData("7:3")]
    [InlineData(":0")]
    [InlineData("2147483647")]
    [InlineData("99999999999999999999")]
    public void A_range_without_a_region_is_refused_with_the_number_of_regions(string text)
    {
        var fault = Assert.Throws<GlacierBatchException>(() => IndexRange.Parse(text).Within(192));
        Assert.Equal("IndexOutOfRange", fault.ErrorId);
        Assert.Contains("192 regions", fault.Message);
    }

    [Property]
    public void What_is_printed_is_read_back_as_the_same_range(NonNegativeInt start, NonNegativeInt? end)
    {
        var range = new IndexRange(start.Get, end?.Get);
        Assert.Equal(range, IndexRange.Parse(range.ToString()));
    }

    [Property]
    public void A_range_selects_what_skip_and_take_select(NonNegativeInt start, NonNegativeInt? end, PositiveInt count)
    {
        var all = Enumerable.Range(0, count.Get).ToArray();
        var expected = all.Take(end?.Get ?? count.Get).Skip(start.Get).ToArray();
        var text = string.Create(CultureInfo.InvariantCulture, $"{start.Get}:{end?.Get}");
        if (expected.Length == 0)
        {
            Assert.Throws<GlacierBatchException>(() => IndexRange.Parse(text).Within(count.Get));
            return;
        }

        var (first, after) = IndexRange.Parse(text).Within(count.Get);
        Assert.Equal(expected, all[first..after]);
    }

    [Property]
    public void Any_text_is_a_range_or_gets_the_one_error(string? text)
    {
        try
        {
            Assert.True(IndexRange.Parse(text ?? "").Start >= 0);
        }
        catch (GlacierBatchException fault)
        {
            Assert.Equal("InvalidIndex", fault.ErrorId);
        }
    }
}
