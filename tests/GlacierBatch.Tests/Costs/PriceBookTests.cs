using GlacierBatch.Core;
using GlacierBatch.Core.Costs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Costs;

/// <summary>The price book that is shipped, and books of one's own.</summary>
public sealed class PriceBookTests
{
    private static readonly PriceBook Book = PriceBook.Read(null);

    [Fact]
    public void Every_price_has_a_date_a_source_and_a_unit()
    {
        Assert.All(Book.Prices, price =>
        {
            Assert.True(price.Usd > 0 && price.Source.Length > 20 && price.Unit.Length > 0, price.Id);
            Assert.InRange(price.Date, new DateOnly(2025, 1, 1), new DateOnly(2030, 1, 1));
        });
        Assert.All(Book.Assumptions, each => Assert.True(each.Source.Length > 10 && each.Unit.Length > 0, each.Id));
        Assert.Equal(Book.Prices.Count, Book.Prices.Select(price => price.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("ec2/r6i.large", 0.126)]
    [InlineData("ec2/r5.2xlarge", 0.504)]
    [InlineData("ec2/r7i.xlarge", 0.2646)]
    [InlineData("ec2/m6i.xlarge", 0.192)]
    [InlineData("ec2/m5.2xlarge", 0.384)]
    [InlineData("fargate/vcpu", 0.04048)]
    [InlineData("fargate/memory", 0.004445)]
    [InlineData("ebs/gp3", 0.08)]
    [InlineData("ipv4", 0.005)]
    public void The_default_machines_and_what_comes_with_them_have_prices(string id, double usd) =>
        Assert.Equal(usd, Book.Usd(id, PriceBook.DefaultRegion), 9);

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"format":99,"currency":"USD","prices":[],"assumptions":[]}""")]
    [InlineData("""{"format":1,"currency":"USD","prices":[],"assumptions":[]}""")]
    [InlineData("""{"format":1,"currency":"USD","prices":null,"assumptions":[]}""")]
    [InlineData("""
        {"format":1,"currency":"USD","assumptions":[],
         "prices":[{"id":"x","usd":-1,"unit":"h","date":"2026-01-01","source":"s","regions":[]}]}
        """)]
    public void A_book_that_is_none_is_refused_in_a_sentence(string content)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("mine.json"), content);

        var fault = Assert.Throws<GlacierBatchException>(() => PriceBook.Read(folder.File("mine.json")));

        Assert.Equal("PriceBookNotReadable", fault.ErrorId);
        Assert.Contains("mine.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_that_is_missing_is_named()
    {
        Assert.Equal("PriceMissing", Assert.Throws<GlacierBatchException>(() => Book.Usd("ec2/x1.large", "us-west-2")).ErrorId);
        Assert.False(Book.Knows("mars-north-1"));
    }
}
