using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Costs;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Costs;

/// <summary>What EC2 tells of machines and prices: moto's, and an EC2 that may not be asked.</summary>
public sealed class MachineHistoryTests(MotoServer moto)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Machines_of_a_compute_environment_are_found_by_Batch_s_tag_and_others_are_not()
    {
        var endpoint = await moto.UrlAsync();
        var name = $"compute-{Guid.NewGuid():N}";
        foreach (var environment in new[] { name, "another" })
        {
            await AwsCommandLine.RunAsync(endpoint, "ec2", "run-instances", "--image-id", "ami-12c6146b", "--instance-type", "r5.large",
                "--tag-specifications", $"ResourceType=instance,Tags=[{{Key=aws:batch:compute-environment,Value={environment}}}]");
        }

        using var clients = new AwsClients(TestConnections.To(endpoint));
        var now = DateTimeOffset.UtcNow;
        var history = new MachineHistory(clients.Ec2, TimeProvider.System);

        var machines = await history.FindAsync([name], now.AddMinutes(-5), now.AddMinutes(5), Token);

        Assert.Equal("r5.large", Assert.Single(machines ?? []).Type);
        Assert.Null(await history.FindAsync(["no-such"], now, now, Token));
        // EC2 forgets: what it still knows of an old run would be less than the bill.
        Assert.Null(await history.FindAsync([name], now.AddHours(-3), now, Token));
    }

    [Fact]
    public async Task What_may_not_be_asked_is_not_known_and_no_fault()
    {
        await using var closed = ScriptedServer.Of(new Reply(ReplyKind.Whole, 403,
            "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors></Response>", []));
        using var clients = new AwsClients(TestConnections.To(closed.Endpoint));
        var now = DateTimeOffset.UtcNow;
        var history = new MachineHistory(clients.Ec2, TimeProvider.System);

        Assert.Null(await history.FindAsync(["any"], now, now, Token));
        Assert.Empty(await history.FindSpotUsdAsync(["r5.large"], now, now, Token));
        Assert.Equal(2, closed.Seen.Count);
    }

    [Fact]
    public async Task Spot_prices_of_a_span_are_averaged_by_type()
    {
        await using var server = ScriptedServer.Of(new Reply(ReplyKind.Whole, 200, """
            <DescribeSpotPriceHistoryResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><spotPriceHistorySet>
            <item><instanceType>r5.large</instanceType><spotPrice>0.030000</spotPrice></item>
            <item><instanceType>r5.large</instanceType><spotPrice>0.050000</spotPrice></item>
            <item><instanceType>m5.xlarge</instanceType><spotPrice>0.070000</spotPrice></item>
            </spotPriceHistorySet></DescribeSpotPriceHistoryResponse>
            """, [("Content-Type", "text/xml")]));
        using var clients = new AwsClients(TestConnections.To(server.Endpoint));
        var now = DateTimeOffset.UtcNow;

        var history = new MachineHistory(clients.Ec2, TimeProvider.System);
        var prices = await history.FindSpotUsdAsync(["r5.large", "m5.xlarge"], now, now, Token);

        Assert.Equal(0.04, prices["r5.large"], 9);
        Assert.Equal(0.07, prices["m5.xlarge"], 9);
        Assert.Contains("DescribeSpotPriceHistory", server.Seen[0].Body, StringComparison.Ordinal);
    }
}
