using Amazon.EC2.Model;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>
/// An account on moto as AWS gives one: its default VPC has a way out (moto's has none), and AWS Batch has its role. Each class of tests
/// has an AWS region of its own, and with it a VPC, queues and stacks of its own.
/// </summary>
internal sealed class MotoCloud : IDisposable
{
    /// <summary>What moto wants as Batch's role; AWS does best without.</summary>
    public const string ServiceRole = "arn:aws:iam::123456789012:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForbatch";

    public const string Account = "123456789012";

    private readonly List<AwsClients> _all = [];

    private MotoCloud(Uri endpoint, string region)
    {
        (Endpoint, Region) = (endpoint, region);
        Clients = Open(endpoint);
    }

    public Uri Endpoint { get; }

    public string Region { get; }

    public AwsClients Clients { get; }

    /// <summary>What was told of decisions.</summary>
    public List<string> Told { get; } = [];

    /// <summary>What was warned of.</summary>
    public List<string> Warnings { get; } = [];

    public List<ProvisioningStep> Steps { get; } = [];

    public ProvisioningWatch Watch => new(Told.Add, Warnings.Add, Steps.Add);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<MotoCloud> OpenAsync(MotoServer moto, string region)
    {
        var cloud = new MotoCloud(await moto.UrlAsync(), region);
        try
        {
            await cloud.Clients.Iam.CreateServiceLinkedRoleAsync(new CreateServiceLinkedRoleRequest("batch.amazonaws.com"), Cancel);
        }
        catch (Exception fault) when (AwsFault.KindOf(fault) == AwsFaultKind.AlreadyExists)
        {
            // Roles are of the account, not of an AWS region.
        }

        await cloud.OpenDefaultVpcAsync();
        return cloud;
    }

    /// <summary>Clients that reach moto by another address: a proxy in front of it.</summary>
    public AwsClients Open(Uri endpoint)
    {
        var clients = new AwsClients(Connect(endpoint, Region));
        _all.Add(clients);
        return clients;
    }

    private static AwsConnection Connect(Uri endpoint, string region) => AwsConnection.Open(
        new AwsConnectionOptions
        {
            Region = region, EndpointUrl = endpoint,
            Credential = new Amazon.Runtime.SessionAWSCredentials(TestConnections.AccessKey, TestConnections.SecretKey,
                TestConnections.Token),
        });

    public async Task<string> NewBucketAsync(string? region = null)
    {
        var name = $"b{Guid.NewGuid():N}"[..20];
        using var elsewhere = region is null ? null : new AwsClients(Connect(Endpoint, region));
        await (elsewhere ?? Clients).S3.PutBucketAsync(
            new Amazon.S3.Model.PutBucketRequest { BucketName = name, BucketRegionName = region ?? Region, UseClientRegion = false },
                Cancel);
        return name;
    }

    /// <summary>A request for an environment of the tests.</summary>
    public static ProvisioningRequest Request(string name, string bucket, BatchSettings? settings = null,
        BatchRecord? known = null) => new()
    {
        Name = name, Bucket = bucket, BasePath = "1_download_merge_and_clip", Limits = new EnvironmentLimits(),
        Settings = (settings ?? new BatchSettings()) with { ServiceRole = ServiceRole }, Known = known,
    };

    public BatchProvisioner Provisioner(TimeProvider? time = null, AwsClients? clients = null) =>
        new(clients ?? Clients, Watch, time ?? TimeProvider.System);

    public Task<string> AwsAsync(params string[] arguments) => AwsCommandLine.RunAsync(Endpoint, [.. arguments, "--region", Region]);

    public void Dispose() => _all.ForEach(clients => clients.Dispose());

    private async Task OpenDefaultVpcAsync()
    {
        var vpc = (await Clients.Ec2.DescribeVpcsAsync(
            new DescribeVpcsRequest { Filters = [new Filter("is-default", ["true"])] }, Cancel)).Vpcs.Single();
        var table = (await Clients.Ec2.DescribeRouteTablesAsync(
            new DescribeRouteTablesRequest { Filters = [new Filter("vpc-id", [vpc.VpcId])] }, Cancel)).RouteTables.First();
        if (table.Routes.Any(route => route.DestinationCidrBlock == "0.0.0.0/0")) return;
        var gateway = (await Clients.Ec2.CreateInternetGatewayAsync(new CreateInternetGatewayRequest(),
            Cancel)).InternetGateway.InternetGatewayId;
        await Clients.Ec2.AttachInternetGatewayAsync(
            new AttachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc.VpcId }, Cancel);
        await Clients.Ec2.CreateRouteAsync(
            new CreateRouteRequest { RouteTableId = table.RouteTableId, DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway }, Cancel);
    }
}
