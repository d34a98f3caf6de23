using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.EC2;
using Amazon.EC2.Model;
using GlacierBatch.Core.Aws;

namespace GlacierBatch.Core.Costs;

/// <summary>What EC2 tells of the machines of compute environments, and of Spot prices. What may not be asked is not known.</summary>
/// <param name="ec2">The service.</param>
/// <param name="time">The clock.</param>
internal sealed partial class MachineHistory(IAmazonEC2 ec2, TimeProvider time)
{
    /// <summary>AWS Batch's own tag.</summary>
    private const string Tag = "tag:aws:batch:compute-environment";

    /// <summary>EC2 forgets a machine about an hour after its end.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(50);

    /// <summary>The machines that ran within a span, or null where EC2 cannot know them all any more, or may not be asked.</summary>
    /// <param name="computeEnvironments">The names of the compute environments.</param>
    /// <param name="from">When the first attempt began.</param>
    /// <param name="to">When the last attempt ended.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<MachineUse>?> FindAsync(
        IReadOnlyList<string> computeEnvironments, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        if (computeEnvironments.Count == 0 || time.GetUtcNow() - from > Memory) return null;
        var request = new DescribeInstancesRequest { Filters = [new Filter { Name = Tag, Values = [.. computeEnvironments] }] };
        var machines = new List<MachineUse>();
        try
        {
            do
            {
                var page = await ec2.DescribeInstancesAsync(request, cancellationToken);
                machines.AddRange((page.Reservations ?? []).SelectMany(each => each.Instances ?? []).Select(each => Use(each, from, to))
                    .OfType<MachineUse>());
                request.NextToken = page.NextToken;
            }
            while (!string.IsNullOrEmpty(request.NextToken));
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            return null;
        }

        return machines.Count == 0 ? null : machines;
    }

    /// <summary>The mean Spot price of each type within a span, in US dollars an hour; nothing where EC2 may not be asked.</summary>
    public async Task<IReadOnlyDictionary<string, double>> FindSpotUsdAsync(
        IReadOnlyList<string> types, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var request = new DescribeSpotPriceHistoryRequest
        {
            InstanceTypes = [.. types], ProductDescriptions = ["Linux/UNIX"], StartTime = from.UtcDateTime, EndTime = to.UtcDateTime,
        };
        var prices = new List<(string Type, double Usd)>();
        try
        {
            do
            {
                var page = await ec2.DescribeSpotPriceHistoryAsync(request, cancellationToken);
                foreach (var each in page.SpotPriceHistory ?? [])
                {
                    if (double.TryParse(each.Price, NumberStyles.Float, CultureInfo.InvariantCulture, out var usd) && usd > 0)
                        prices.Add((each.InstanceType.Value, usd));
                }

                request.NextToken = page.NextToken;
            }
            while (!string.IsNullOrEmpty(request.NextToken));
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) is not null)
        {
            prices.Clear();
        }

        return prices.GroupBy(each => each.Type).ToDictionary(group => group.Key, group => group.Average(each => each.Usd));
    }

    private MachineUse? Use(Instance instance, DateTimeOffset from, DateTimeOffset to)
    {
        if (instance.LaunchTime is not { } launched) return null;
        var start = new DateTimeOffset(launched.ToUniversalTime());
        var end = EndOf(instance) ?? time.GetUtcNow();
        if (start > to || end < from) return null;
        var hasAddress = !string.IsNullOrEmpty(instance.PublicIpAddress) || instance.PublicDnsName is { Length: > 0 };
        var isSpot = instance.InstanceLifecycle == InstanceLifecycleType.Spot;
        return new MachineUse(instance.InstanceType.Value, (end - start).TotalSeconds, isSpot, hasAddress);
    }

    /// <summary>EC2 says when a machine ended in a text alone: <c>User initiated (2025-08-01 10:00:00 GMT)</c>.</summary>
    private static DateTimeOffset? EndOf(Instance instance) =>
        Ended().Match(instance.StateTransitionReason ?? "") is { Success: true } match
            && DateTimeOffset.TryParseExact(match.Groups[1].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var ended)
            ? ended
            : null;

    [GeneratedRegex(@"\((\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (GMT|UTC)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Ended();
}
