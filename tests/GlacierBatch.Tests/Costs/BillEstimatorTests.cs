using GlacierBatch.Core;
using GlacierBatch.Core.Costs;
using GlacierBatch.Core.Services.Batch;
using Xunit;

namespace GlacierBatch.Tests.Costs;

/// <summary>The estimated bill, reckoned by hand beside it.</summary>
public sealed class BillEstimatorTests
{
    private const string Region = "us-west-2";
    private static readonly PriceBook Book = PriceBook.Read(null);
    private static readonly DateTimeOffset Start = new(2025, 8, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Attempts_that_ran_at_once_share_a_machine_and_those_that_did_not_do_not_pay_twice_for_its_boot()
    {
        // A 4 GiB task with one processor is half of an r6i.large: two fit, and the third begins when one has ended.
        AttemptUse[] attempts = [Use(0, 600), Use(0, 600), Use(600, 600)];

        var lines = Estimate(attempts, PurchaseOption.OnDemand);

        // 1200 s busy, and once 120 s boot, 60 s pull, 300 s idle.
        var machine = Line(lines, "on demand");
        Assert.Equal(("r6i.large on demand", "hour"), (machine.Item, machine.Unit));
        Assert.Equal((1200 + 480) / 3600.0, machine.Quantity, 9);
        Assert.Equal(1680 / 3600.0 * 0.126, machine.Usd, 9);
        Assert.Equal(1680 / 3600.0 / 730 * 100 * 0.08, Line(lines, "EBS").Usd, 9);
        Assert.Equal(1680 / 3600.0 * 0.005, Line(lines, "IPv4").Usd, 9);
        Assert.Equal((45.0, 120.0), (Line(lines, "write").Quantity, Line(lines, "read").Quantity));
    }

    [Fact]
    public void The_most_machines_at_once_are_those_that_were_booted()
    {
        var types = Book.Machines(Region).ToList();

        var small = Assert.Single(MachineHours.For([Use(0, 100), Use(0, 100), Use(50, 100)], types[..1], 480));
        var cheapest = Assert.Single(MachineHours.For([Use(0, 100), Use(0, 100), Use(0, 100)], types, 480));

        // 100 s with two of three on the first machine, 100 s of the second.
        Assert.Equal(("ec2/r6i.large", 2, 200.0), (small.Type.Id, small.Machines, small.BusySeconds));
        // One machine of twice the size is booted once, and cheaper than two small ones.
        Assert.Equal(("ec2/m6i.xlarge", 1, 100.0), (cheapest.Type.Id, cheapest.Machines, cheapest.BusySeconds));
    }

    [Fact]
    public void A_large_task_gets_a_machine_that_holds_it()
    {
        var lines = Estimate([new AttemptUse(Start, Start.AddHours(1), 1, 30 * 1024)], PurchaseOption.OnDemand);

        Assert.Contains("xlarge", Line(lines, "on demand").Item, StringComparison.Ordinal);
        Assert.Equal("MachineUnknown", Assert.Throws<GlacierBatchException>(
            () => Estimate([new AttemptUse(Start, Start.AddHours(1), 1, 900 * 1024)], PurchaseOption.OnDemand)).ErrorId);
    }

    [Fact]
    public void Spot_costs_its_price_where_it_is_known_and_a_stated_share_elsewhere()
    {
        var assumed = Line(Estimate([Use(0, 600)], PurchaseOption.Spot), "on Spot");
        var known = Line(new BillEstimator(Book, Region).Estimate(new BillFacts
        {
            Attempts = [Use(0, 600)], Compute = PurchaseOption.Spot, Region = Region,
            SpotUsd = new Dictionary<string, double> { ["r6i.large"] = 0.0312 },
        }), "on Spot");

        Assert.Equal(0.126 * 0.35, assumed.UsdPerUnit, 9);
        Assert.Equal(0.0312, known.UsdPerUnit, 9);
    }

    [Fact]
    public void Machines_that_EC2_tells_of_are_billed_as_they_ran()
    {
        var lines = new BillEstimator(Book, Region).Estimate(new BillFacts
        {
            Attempts = [Use(0, 600)], Compute = PurchaseOption.Spot, Region = Region,
            Machines = [new MachineUse("r6i.xlarge", 7200, false, true), new MachineUse("m5.xlarge", 3600, true, false)],
            LogBytes = 2_000_000_000,
        });

        Assert.Equal(2 * 0.252, Line(lines, "r6i.xlarge on demand").Usd, 9);
        Assert.Equal(0.192 * 0.35, Line(lines, "m5.xlarge on Spot").Usd, 9);
        Assert.Equal(2 * 0.005, Line(lines, "IPv4").Usd, 9);
        Assert.Equal(1.0, Line(lines, "Logs").Usd, 9);
        Assert.All(lines.Take(2), line => Assert.StartsWith("EC2's own", line.Basis, StringComparison.Ordinal));
    }

    [Fact]
    public void Fargate_bills_processors_and_memory_by_the_second_and_no_disk()
    {
        var lines = Estimate([Use(0, 540)], PurchaseOption.Fargate);
        var spot = Estimate([Use(0, 540)], PurchaseOption.FargateSpot);

        Assert.Equal(600 / 3600.0 * 0.04048, Line(lines, "processors").Usd, 9);
        Assert.Equal(600 / 3600.0 * 4 * 0.004445, Line(lines, "memory").Usd, 9);
        Assert.DoesNotContain(lines, line => line.Item.Contains("EBS", StringComparison.Ordinal));
        Assert.Equal(Line(lines, "processors").Usd * 0.3, Line(spot, "processors").Usd, 9);
    }

    [Fact]
    public void A_gateway_takes_the_place_of_addresses()
    {
        var lines = new BillEstimator(Book, Region).Estimate(new BillFacts
        {
            Attempts = [Use(0, 3600), Use(3600, 3600)], Compute = PurchaseOption.OnDemand, Region = Region, HasNat = true,
        });

        Assert.Equal(2 * 0.045, Line(lines, "NAT").Usd, 9);
        Assert.DoesNotContain(lines, line => line.Item.Contains("IPv4", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_an_attempt_there_is_no_bill() => Assert.Empty(Estimate([], PurchaseOption.Spot));

    private static AttemptUse Use(int start, int seconds) =>
        new(Start.AddSeconds(start), Start.AddSeconds(start + seconds), 1, 4096);

    private static CostLine Line(IReadOnlyList<CostLine> lines, string item) =>
        Assert.Single(lines, line => line.Item.Contains(item, StringComparison.Ordinal));

    private static IReadOnlyList<CostLine> Estimate(AttemptUse[] attempts, PurchaseOption compute) =>
        new BillEstimator(Book, Region).Estimate(new BillFacts { Attempts = attempts, Compute = compute, Region = Region });
}
