using Amazon.EC2.Model;
using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Subnets with and without a way out.</summary>
public sealed class NetworkFinderTests(MotoServer moto) : IAsyncLifetime
{
    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private NetworkFinder Finder => new(_cloud.Clients.Ec2);

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "ap-south-1");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_default_vpc_gives_its_subnets_and_its_group()
    {
        var network = await Finder.FindAsync(null, null, Cancel);

        Assert.NotEmpty(network.Subnets);
        Assert.StartsWith("sg-", Assert.Single(network.SecurityGroups));
        Assert.True(network.AssignPublicIp);
        Assert.Contains("by its internet gateway", network.Evidence);
    }

    [Fact]
    public async Task A_subnet_without_a_way_out_is_named_with_what_it_lacks()
    {
        var subnet = await NewSubnetAsync();

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => Finder.FindAsync([subnet.SubnetId], null, Cancel));

        Assert.Equal(("SubnetWithoutWayOut", subnet.SubnetId), (fault.ErrorId, (string?)fault.Target));
        Assert.Contains("ecr.dkr", fault.Message);
    }

    [Fact]
    public async Task A_nat_gateway_or_endpoints_for_all_services_are_a_way_without_public_addresses()
    {
        var (natted, private_) = (await NewSubnetAsync(), await NewSubnetAsync());
        var table = (await _cloud.Clients.Ec2.CreateRouteTableAsync(new CreateRouteTableRequest { VpcId = natted.VpcId },
            Cancel)).RouteTable;
        await _cloud.Clients.Ec2.AssociateRouteTableAsync(
            new AssociateRouteTableRequest { RouteTableId = table.RouteTableId, SubnetId = natted.SubnetId }, Cancel);
        var nat = (await _cloud.Clients.Ec2.CreateNatGatewayAsync(
            new CreateNatGatewayRequest { SubnetId = natted.SubnetId, ConnectivityType = "private" }, Cancel)).NatGateway.NatGatewayId;
        await _cloud.Clients.Ec2.CreateRouteAsync(
            new CreateRouteRequest { RouteTableId = table.RouteTableId, DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = nat }, Cancel);
        foreach (var service in new[] { "s3", "ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry" })
        {
            await _cloud.Clients.Ec2.CreateVpcEndpointAsync(
                new CreateVpcEndpointRequest { VpcId = private_.VpcId, ServiceName = $"com.amazonaws.ap-south-1.{service}",
                    VpcEndpointType = "Interface" },
                Cancel);
        }

        var byNat = await Finder.FindAsync([natted.SubnetId], null, Cancel);
        var byEndpoints = await Finder.FindAsync([private_.SubnetId], null, Cancel);

        Assert.Equal((false, false), (byNat.AssignPublicIp, byEndpoints.AssignPublicIp));
        Assert.Contains("NAT", byNat.Evidence);
        Assert.Contains("VPC endpoints", byEndpoints.Evidence);
    }

    [Fact]
    public async Task Groups_of_another_vpc_and_names_that_are_not_there_are_refused()
    {
        var other = await NewSubnetAsync();
        var group = (await _cloud.Clients.Ec2.CreateSecurityGroupAsync(
            new CreateSecurityGroupRequest { VpcId = other.VpcId, GroupName = "g", Description = "g" }, Cancel)).GroupId;

        var ofOther = await Assert.ThrowsAsync<GlacierBatchException>(() => Finder.FindAsync(null, [group], Cancel));
        var noSubnet = await Assert.ThrowsAsync<GlacierBatchException>(() => Finder.FindAsync(["subnet-0123456789abcdef0"], null, Cancel));
        var noGroup = await Assert.ThrowsAsync<GlacierBatchException>(() => Finder.FindAsync(null, ["sg-0123456789abcdef0"], Cancel));

        Assert.Equal(("SecurityGroupOfOtherVpc", "SubnetNotFound", "SecurityGroupNotFound"), (ofOther.ErrorId, noSubnet.ErrorId,
            noGroup.ErrorId));
    }

    private async Task<Subnet> NewSubnetAsync()
    {
        var vpc = (await _cloud.Clients.Ec2.CreateVpcAsync(new CreateVpcRequest { CidrBlock = "10.9.0.0/16" }, Cancel)).Vpc;
        return (await _cloud.Clients.Ec2.CreateSubnetAsync(new CreateSubnetRequest { VpcId = vpc.VpcId, CidrBlock = "10.9.0.0/24" },
            Cancel)).Subnet;
    }
}
