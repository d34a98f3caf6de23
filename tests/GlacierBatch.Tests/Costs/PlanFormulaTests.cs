using GlacierBatch.Core.Costs;
using Xunit;

namespace GlacierBatch.Tests.Costs;

/// <summary>The arithmetic of the group's plan.</summary>
public sealed class PlanFormulaTests
{
    [Fact]
    public void Twenty_five_regions_on_Batch_are_7_cents() =>
        Assert.Equal(0.067, PlanFormula.Batch(25, 2, 120, 0.04), 3);

    [Fact]
    public void Twenty_five_regions_on_Lambda_are_40_cents_and_not_50()
    {
        var usd = PlanFormula.Lambda(25, 10, 96, PriceBook.Read(null).Usd("lambda/memory", "us-west-2"));

        Assert.Equal(0.40, usd, 2);
        Assert.Equal(0.4000008, usd, 7);
    }
}
