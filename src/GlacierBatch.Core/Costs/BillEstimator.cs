using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Costs;

/// <summary>Estimates what AWS will bill for a run, line by line.</summary>
/// <param name="book">The prices.</param>
/// <param name="region">The AWS region whose prices hold.</param>
internal sealed class BillEstimator(PriceBook book, string region)
{
    private const double SecondsPerHour = 3600;
    private const double HoursPerMonth = 730;
    private const double BytesPerGigabyte = 1e9;
    private const double MiBPerGiB = 1024;
    private const double FargateLeastSeconds = 60;

    /// <summary>The lines of the bill.</summary>
    public IReadOnlyList<CostLine> Estimate(BillFacts facts)
    {
        if (facts.Attempts.Count == 0) return [];
        var lines = facts.Compute is PurchaseOption.Fargate or PurchaseOption.FargateSpot ? Fargate(facts) : Machines(facts);
        return
        [
            .. lines,
            Requests("S3 requests that write", "put", facts),
            Requests("S3 requests that read", "get", facts),
            Line("CloudWatch Logs, ingested", facts.LogBytes / BytesPerGigabyte, "GB", "logs/ingested", "the logs in the bucket"),
        ];
    }

    private IEnumerable<CostLine> Fargate(BillFacts facts)
    {
        var share = facts.Compute == PurchaseOption.FargateSpot ? book.Assumed("fargate-spot/share") : 1;
        var hours = facts.Attempts.Select(attempt => (Attempt: attempt,
            Hours: Math.Max(attempt.Seconds + book.Assumed("pull"), FargateLeastSeconds) / SecondsPerHour)).ToList();
        const string Basis = "attempts, and an assumed pull of each";
        yield return new CostLine($"{facts.Compute} processors", hours.Sum(each => each.Hours * each.Attempt.VCpu), "vCPU-hour",
            book.Usd("fargate/vcpu", region) * share, Basis);
        yield return new CostLine($"{facts.Compute} memory", hours.Sum(each => each.Hours * each.Attempt.MemoryMiB / MiBPerGiB), "GB-hour",
            book.Usd("fargate/memory", region) * share, Basis);
        yield return facts.HasNat
            ? Nat(facts)
            : Line("Public IPv4 addresses", hours.Sum(each => each.Hours), "address-hour", "ipv4", Basis);
    }

    private IEnumerable<CostLine> Machines(BillFacts facts)
    {
        var isSpot = facts.Compute == PurchaseOption.Spot;
        var basis = facts.Machines is null
            ? "attempts, and assumed boot, pull and idle time of each machine"
            : "EC2's own start and end of each machine";
        var uses = facts.Machines ?? Worked(facts, isSpot);
        foreach (var group in uses.GroupBy(use => (use.Type, use.IsSpot)).OrderBy(group => group.Key.Type, StringComparer.Ordinal))
        {
            yield return new CostLine($"{group.Key.Type} {(group.Key.IsSpot ? "on Spot" : "on demand")}",
                group.Sum(use => use.Seconds) / SecondsPerHour, "hour", UsdPerHour(group.Key.Type, group.Key.IsSpot, facts), basis);
        }

        var hours = uses.Sum(use => use.Seconds) / SecondsPerHour;
        yield return Line("EBS gp3 volumes", hours / HoursPerMonth * book.Assumed("volume"), "GB-month", "ebs/gp3", basis);
        yield return facts.HasNat
            ? Nat(facts)
            : Line("Public IPv4 addresses", uses.Where(use => use.HasPublicAddress).Sum(use => use.Seconds) / SecondsPerHour,
                "address-hour", "ipv4", basis);
    }

    private List<MachineUse> Worked(BillFacts facts, bool isSpot)
    {
        var each = book.Assumed("boot") + book.Assumed("pull") + book.Assumed("idle");
        return [.. MachineHours.For(facts.Attempts, [.. book.Machines(region)], each).Select(machine =>
            new MachineUse(machine.Type.Id.Split('/')[^1], machine.BusySeconds + (machine.Machines * each), isSpot, !facts.HasNat))];
    }

    private double UsdPerHour(string type, bool isSpot, BillFacts facts) =>
        isSpot && facts.SpotUsd.TryGetValue(type, out var spot) ? spot
        : book.Usd($"ec2/{type}", region) * (isSpot ? book.Assumed("spot/share") : 1);

    private CostLine Nat(BillFacts facts)
    {
        var span = facts.Attempts.Max(attempt => attempt.Stopped) - facts.Attempts.Min(attempt => attempt.Started);
        return Line("NAT gateway, without its data", Math.Max(span.TotalHours, 0), "hour", "nat/hour", "the first attempt to the last");
    }

    private CostLine Requests(string item, string kind, BillFacts facts) => Line(
        item, facts.Attempts.Count * book.Assumed($"requests/{kind}"), "request", $"s3/{kind}", "assumed for each attempt");

    private CostLine Line(string item, double quantity, string unit, string price, string basis) =>
        new(item, quantity, unit, book.Usd(price, region), basis);
}
