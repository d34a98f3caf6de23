using Amazon.EC2;
using Amazon.EC2.Model;
using GlacierBatch.Core.Aws;

namespace GlacierBatch.Core.Services.Batch.Provisioning;

/// <summary>Finds subnets and a security group for an environment, and whether they have a way out.</summary>
/// <param name="ec2">EC2.</param>
internal sealed class NetworkFinder(IAmazonEC2 ec2)
{
    /// <summary>What instances and Fargate tasks ask for in a subnet without a way to the internet.</summary>
    private static readonly string[] Services = ["s3", "ecr.api", "ecr.dkr", "logs", "ecs", "ecs-agent", "ecs-telemetry"];

    /// <summary>The network that is asked for, or that of the default VPC.</summary>
    /// <param name="subnets">Subnets; null takes those of the default VPC that have a way out.</param>
    /// <param name="groups">Security groups; null takes the VPC's default one.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="GlacierBatchException">There is none, or it leads nowhere; the message names the subnet.</exception>
    public async Task<Network> FindAsync(
        IReadOnlyList<string>? subnets, IReadOnlyList<string>? groups, CancellationToken cancellationToken)
    {
        List<SubnetWay> ways;
        try
        {
            ways = [.. await LookAsync(subnets, cancellationToken)];
        }
        catch (Exception fault) when (subnets is not null && groups is not null && AwsFault.KindOf(fault) == AwsFaultKind.AccessDenied)
        {
            // What may not be looked at is taken as the user says it.
            return new Network(subnets, groups, null, $"could not be looked at: {AwsFault.ToException(fault).Message}");
        }

        var usable = ways.Where(way => way.Fault is null).ToList();
        if (ways.FirstOrDefault(way => way.Fault is not null) is { } faulty && (subnets is not null || usable.Count == 0))
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "SubnetWithoutWayOut",
                $"Jobs in the subnet {faulty.SubnetId} could reach neither ECR nor S3: {faulty.Fault}.",
                "Give subnets with -SubnetId that have a route to an internet or NAT gateway, or VPC endpoints for " +
                $"{string.Join(", ", Services)}.", faulty.SubnetId);
        }

        if (usable.Select(way => way.VpcId).Distinct().Skip(1).Any())
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "SubnetsOfSeveralVpcs",
                $"The subnets {string.Join(", ", usable.Select(way => way.SubnetId))} are of several VPCs.", "Give those of one.",
                usable[0].SubnetId);
        }

        var evidence = string.Join(", ", usable);
        return new Network(
            [.. usable.Select(way => way.SubnetId)], await GroupsAsync(groups, usable[0].VpcId, cancellationToken),
            usable.Any(way => way.Way == WayOut.InternetGateway), evidence);
    }

    /// <summary>How each subnet gets out.</summary>
    /// <exception cref="GlacierBatchException">A subnet does not exist, or there is no default VPC.</exception>
    public async Task<IReadOnlyList<SubnetWay>> LookAsync(IReadOnlyList<string>? subnets, CancellationToken cancellationToken)
    {
        var found = subnets is null ? await DefaultSubnetsAsync(cancellationToken) : await SubnetsAsync(subnets, cancellationToken);
        var ways = new List<SubnetWay>();
        foreach (var vpc in found.GroupBy(subnet => subnet.VpcId))
        {
            var tables = await Ec2Call.OnAsync("DescribeRouteTables", () => ec2.DescribeRouteTablesAsync(
                new DescribeRouteTablesRequest { Filters = [new Filter("vpc-id", [vpc.Key])] }, cancellationToken));
            IReadOnlyList<string>? missing = null;
            foreach (var subnet in vpc)
            {
                var way = WayOf(subnet, tables.RouteTables ?? []);
                if (way == WayOut.None) missing ??= await MissingEndpointsAsync(vpc.Key, cancellationToken);
                ways.Add(Judge(subnet, way, missing));
            }
        }

        return ways;
    }

    private static SubnetWay Judge(Subnet subnet, WayOut way, IReadOnlyList<string>? missing)
    {
        if (way == WayOut.None && missing is { Count: 0 }) way = WayOut.Endpoints;
        var fault = way switch
        {
            WayOut.None => "it has no route out, and its VPC no endpoint for " + string.Join(", ", missing ?? Services),
            // An instance gets no public address by itself there, and a gateway serves no other.
            WayOut.InternetGateway when subnet.MapPublicIpOnLaunch is not true =>
                "its way out is an internet gateway, and it gives instances no public address",
            _ => null,
        };
        return new SubnetWay(subnet.SubnetId, subnet.VpcId, way, fault);
    }

    private static WayOut WayOf(Subnet subnet, IReadOnlyList<RouteTable> tables)
    {
        var table = tables.FirstOrDefault(each => (each.Associations ?? []).Any(link => link.SubnetId == subnet.SubnetId))
            ?? tables.FirstOrDefault(each => (each.Associations ?? []).Any(link => link.Main is true));
        var route = (table?.Routes ?? []).FirstOrDefault(each =>
            each.DestinationCidrBlock == "0.0.0.0/0" && each.State?.Value != "blackhole" && each.GatewayId != "local");
        if (route is null) return WayOut.None;
        return route.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) is true ? WayOut.InternetGateway : WayOut.Hop;
    }

    private async Task<IReadOnlyList<string>> MissingEndpointsAsync(string vpc, CancellationToken cancellationToken)
    {
        var answer = await Ec2Call.OnAsync("DescribeVpcEndpoints", () => ec2.DescribeVpcEndpointsAsync(
            new DescribeVpcEndpointsRequest { Filters = [new Filter("vpc-id", [vpc])] }, cancellationToken));
        var there = (answer.VpcEndpoints ?? [])
            .Where(endpoint => endpoint.State is null || string.Equals(endpoint.State.Value, "available",
                StringComparison.OrdinalIgnoreCase))
            // com.amazonaws.us-west-2.ecr.api
            .Select(endpoint => string.Join('.', endpoint.ServiceName.Split('.').Skip(3))).ToHashSet(StringComparer.Ordinal);
        return [.. Services.Where(service => !there.Contains(service))];
    }

    private async Task<IReadOnlyList<Subnet>> DefaultSubnetsAsync(CancellationToken cancellationToken)
    {
        var vpcs = await Ec2Call.OnAsync("DescribeVpcs", () => ec2.DescribeVpcsAsync(
            new DescribeVpcsRequest { Filters = [new Filter("is-default", ["true"])] }, cancellationToken));
        if (vpcs.Vpcs is not [var vpc, ..])
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "NoDefaultVpc", "The account has no default VPC in this AWS region.",
                "Give -SubnetId and -SecurityGroupId, or make one: aws ec2 create-default-vpc.");
        }

        var answer = await Ec2Call.OnAsync("DescribeSubnets", () => ec2.DescribeSubnetsAsync(
            new DescribeSubnetsRequest { Filters = [new Filter("vpc-id", [vpc.VpcId])] }, cancellationToken));
        return answer.Subnets is { Count: > 0 } subnets ? subnets : throw new GlacierBatchException(
            ErrorKind.NotFound, "NoSubnets", $"The default VPC {vpc.VpcId} has no subnets.", "Give -SubnetId and -SecurityGroupId.",
                vpc.VpcId);
    }

    private async Task<IReadOnlyList<Subnet>> SubnetsAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await Ec2Call.OnAsync("DescribeSubnets", () => ec2.DescribeSubnetsAsync(
                new DescribeSubnetsRequest { SubnetIds = [.. ids] }, cancellationToken));
            return answer.Subnets ?? [];
        }
        catch (AmazonEC2Exception fault) when (fault.ErrorCode is "InvalidSubnetID.NotFound" or "InvalidSubnetID.Malformed")
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "SubnetNotFound",
                $"There is no such subnet in this account and AWS region: {fault.Message.TrimEnd('.')}.", "Correct -SubnetId.", ids[0],
                    fault);
        }
    }

    private async Task<IReadOnlyList<string>> GroupsAsync(IReadOnlyList<string>? ids, string vpc, CancellationToken cancellationToken)
    {
        var request = ids is null
            ? new DescribeSecurityGroupsRequest { Filters = [new Filter("vpc-id", [vpc]), new Filter("group-name", ["default"])] }
            : new DescribeSecurityGroupsRequest { GroupIds = [.. ids] };
        DescribeSecurityGroupsResponse answer;
        try
        {
            answer = await Ec2Call.OnAsync(
                "DescribeSecurityGroups", () => ec2.DescribeSecurityGroupsAsync(request, cancellationToken));
        }
        catch (AmazonEC2Exception fault) when (fault.ErrorCode is "InvalidGroup.NotFound" or "InvalidGroupId.Malformed")
        {
            throw new GlacierBatchException(ErrorKind.NotFound, "SecurityGroupNotFound",
                $"There is no such security group in this account and AWS region: {fault.Message.TrimEnd('.')}.",
                "Correct -SecurityGroupId.", ids?[0], fault);
        }

        var groups = answer.SecurityGroups ?? [];
        if (groups.FirstOrDefault(group => group.VpcId != vpc) is { } other)
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "SecurityGroupOfOtherVpc",
                $"The security group {other.GroupId} is of the VPC {other.VpcId}, and the subnets are of {vpc}.",
                "Give one of the same VPC with -SecurityGroupId.", other.GroupId);
        }

        // Without a rule that lets something out, nothing gets out.
        if (groups.All(group => group.IpPermissionsEgress is null or []))
        {
            throw new GlacierBatchException(ErrorKind.InvalidArgument, "SecurityGroupLetsNothingOut",
                $"The security group {string.Join(", ", groups.Select(group => group.GroupId))} lets nothing out of its instances.",
                "Allow HTTPS out of it, or give another one with -SecurityGroupId.", groups.FirstOrDefault()?.GroupId);
        }

        return [.. groups.Select(group => group.GroupId)];
    }
}
