using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Core.Services.Batch.Provisioning.Checks;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>What would stop a job at AWS: on moto, with a proxy for what moto does not do to people.</summary>
public sealed class PreflightTests(MotoServer moto) : IAsyncLifetime
{
    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "ca-central-1");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_new_environment_lacks_its_image_and_a_quota_that_is_not_told_is_no_pass()
    {
        var (bucket, record) = await DeployAsync("sound");

        var checks = await LookAsync(bucket, record, _cloud.Clients);

        Assert.Equal(
            ["Account", "BucketRegion", "Roles", "Compute", "Quota", "Memory", "Image", "Network", "Queue"],
                checks.Select(check => check.Name));
        // moto's CloudFormation leaves a role's managed policies out, and instances without theirs never join.
        Assert.Equal(["Roles", "Image"], checks.Where(check => check.Status == CheckStatus.Failed).Select(check => check.Name));
        Assert.Contains("lacks AmazonEC2ContainerServiceforEC2Role", checks.Single(check => check.Name == "Roles").Evidence);
        Assert.Equal("Quota", Assert.Single(checks, check => check.Status == CheckStatus.Unchecked).Name);
        Assert.All(checks, check => Assert.True(check.Evidence.Length > 5, check.ToString()));
        Assert.All(checks.Where(check => check.Status == CheckStatus.Failed), check => Assert.NotNull(check.Recommendation));
    }

    [Fact]
    public async Task What_was_changed_past_the_stack_is_found()
    {
        var (bucket, record) = await DeployAsync("broken");
        await _cloud.AwsAsync("batch", "update-job-queue", "--job-queue", record.Queues[PurchaseOption.Spot], "--state", "DISABLED");
        await _cloud.AwsAsync("batch", "update-compute-environment", "--compute-environment", record.Resources!["OnDemandEnvironment"],
            "--state", "DISABLED");
        await _cloud.AwsAsync("iam", "delete-role-policy", "--role-name", record.Resources["JobRole"], "--policy-name", "RunTasks");

        var checks = await LookAsync(bucket, record, _cloud.Clients);

        Assert.Equal(
            ["Roles", "Compute", "Image", "Queue"], checks.Where(check => check.Status == CheckStatus.Failed).Select(check => check.Name));
        Assert.Contains("has no policy RunTasks", checks.Single(check => check.Name == "Roles").Evidence);
        Assert.Contains("is DISABLED", checks.Single(check => check.Name == "Queue").Evidence);
    }

    [Fact]
    public async Task A_size_that_does_not_fit_says_what_would()
    {
        var (bucket, record) = await DeployAsync("memory");

        var checks = await LookAsync(bucket, record, _cloud.Clients, new EnvironmentLimits { VCpu = 2, MemoryMiB = 65536 });

        var memory = checks.Single(check => check.Name == "Memory");
        Assert.Equal(CheckStatus.Failed, memory.Status);
        Assert.Contains("65536 MiB can never start on", memory.Evidence);
        Assert.Contains("-MemoryMiB", memory.Recommendation);
    }

    [Fact]
    public async Task A_bucket_elsewhere_and_a_subnet_without_a_way_out_are_found()
    {
        var (_, record) = await DeployAsync("places");
        var elsewhere = await _cloud.NewBucketAsync("eu-central-1");
        var vpc = await _cloud.AwsAsync("ec2", "create-vpc", "--cidr-block", "10.9.0.0/16", "--query", "Vpc.VpcId");
        var subnet = await _cloud.AwsAsync(
            "ec2", "create-subnet", "--vpc-id", vpc, "--cidr-block", "10.9.1.0/24", "--query", "Subnet.SubnetId");
        var real = new RealPlaces(
            new Dictionary<PurchaseOption, Core.Aws.Batch.JobQueueDetail>(),
            [
                new Core.Aws.Batch.ComputeEnvironmentDetail
                {
                    ComputeEnvironmentName = "c", ComputeEnvironmentArn = "arn:c", ComputeResources = new() { Subnets = [subnet] },
                },
            ]);

        var checks = await LookAsync(elsewhere, record, _cloud.Clients);
        var network = await new NetworkCheck().LookAsync(
            new(Environment(elsewhere, record, _cloud.Clients, new EnvironmentLimits()), record, _cloud.Clients, real), Cancel);

        var bucket = checks.Single(check => check.Name == "BucketRegion");
        Assert.Equal(CheckStatus.Failed, bucket.Status);
        Assert.Contains("is in the AWS region eu-central-1", bucket.Evidence, StringComparison.Ordinal);
        Assert.Equal(CheckStatus.Failed, network.Status);
        Assert.Contains(subnet, network.Evidence, StringComparison.Ordinal);
        Assert.Contains("-SubnetId", network.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_is_missing_is_named_and_leaves_the_check_open()
    {
        var (bucket, record) = await DeployAsync("denied");
        const string Message = "User: arn:aws:iam::123456789012:user/u is not authorized to perform: iam:GetRole on resource: "
            + "arn:aws:iam::123456789012:role/r because no identity-based policy allows the iam:GetRole action";
        await using var proxy = FaultProxy.Start(_cloud.Endpoint);
        proxy.Script(
            request => request.Head.Contains("/iam/aws4_request", StringComparison.Ordinal),
            new Fault.Answer(403, $"<ErrorResponse><Error><Code>AccessDenied</Code><Message>{Message}</Message></Error></ErrorResponse>"),
                99);
        proxy.Script(
            request => request.Is("POST", "describejobqueues"),
            new Fault.Answer(403, """{"message":"User: u is not authorized to perform: batch:DescribeJobQueues on resource: *"}""",
                "application/json", "x-amzn-ErrorType: AccessDeniedException\r\n"), 99);

        var checks = await LookAsync(bucket, record, _cloud.Open(proxy.Url));

        var roles = checks.Single(check => check.Name == "Roles");
        Assert.Equal(CheckStatus.Unchecked, roles.Status);
        Assert.Contains("iam:GetRole on arn:aws:iam::123456789012:role/r", roles.Evidence);
        Assert.All(checks.Where(check => check.Name is "Queue" or "Compute" or "Network"), check => Assert.Equal(CheckStatus.Unchecked,
            check.Status));
        Assert.False(checks.All(check => check.Passed));
    }

    [Theory]
    [InlineData("ExpiredToken", "have expired", CheckStatus.Failed)]
    [InlineData("InvalidClientTokenId", "does not accept the AWS credentials", CheckStatus.Failed)]
    public async Task With_credentials_that_are_no_good_nothing_else_is_asked(string code, string evidence, CheckStatus status)
    {
        var (bucket, record) = await DeployAsync("token");
        await using var proxy = FaultProxy.Start(_cloud.Endpoint);
        proxy.Script(
            request => request.Head.Contains("/sts/aws4_request", StringComparison.Ordinal),
            new Fault.Answer(403, $"<ErrorResponse><Error><Code>{code}</Code><Message>m</Message></Error></ErrorResponse>"), 99);

        var check = Assert.Single(await LookAsync(bucket, record, _cloud.Open(proxy.Url)));

        Assert.Equal(("Account", status), (check.Name, check.Status));
        Assert.Contains(evidence, check.Evidence);
        Assert.NotNull(check.Recommendation);
    }

    [Theory]
    [InlineData("""{"manifests":[{"platform":{"architecture":"arm64"}},{"platform":{"architecture":"unknown"}}]}""", CheckStatus.Failed,
        "for arm64")]
    [InlineData("""{"manifests":[{"platform":{"architecture":"arm64"}},{"platform":{"architecture":"amd64"}}]}""", CheckStatus.Passed,
        "amd64")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:c"}}""", CheckStatus.Passed, "for amd64")]
    [InlineData("""{"schemaVersion":2,"config":{"digest":"sha256:other"}}""", CheckStatus.Unchecked, "could not be learnt")]
    public async Task An_image_must_be_for_the_machines(string manifest, CheckStatus status, string evidence)
    {
        var digest = "sha256:" + new string('a', 64);
        ScriptedServer? server = null;
        await using var ecr = server = new ScriptedServer(seen => seen.Headers.GetValueOrDefault("X-Amz-Target")?.Split('.')[^1] switch
        {
            "DescribeImages" => Reply.Json(200, "{\"imageDetails\":[{}]}"),
            "BatchGetImage" => Reply.Json(200,
                $$"""{"images":[{"imageManifest":{{System.Text.Json.JsonSerializer.Serialize(manifest)}}}]}"""),
            "GetDownloadUrlForLayer" when seen.Body.Contains("sha256:c\"", StringComparison.Ordinal) =>
                Reply.Json(200, $$"""{"downloadUrl":"{{server!.Endpoint}}config"}"""),
            "GetDownloadUrlForLayer" => Reply.Json(400, """{"__type":"LayersNotFoundException","message":"no"}"""),
            _ when seen.Path == "/config" => Reply.Json(200, """{"architecture":"amd64","os":"linux"}"""),
            _ => Reply.Json(400, """{"message":"not scripted"}"""),
        });
        var (bucket, record) = await DeployAsync("image");
        record = record with { Image = $"123456789012.dkr.ecr.ca-central-1.amazonaws.com/glacierbatch/i@{digest}" };
        using var scripted = new AwsClients(AwsConnection.Open(new AwsConnectionOptions
        {
            Region = "ca-central-1", EndpointUrl = ecr.Endpoint, Credential = new Amazon.Runtime.BasicAWSCredentials("a", "b"),
        }));
        var real = await RealPlaces.ReadAsync(_cloud.Clients.Batch, record, Cancel);

        var finding = await new ImageCheck().LookAsync(
            new(Environment(bucket, record, scripted, new EnvironmentLimits()), record, scripted, real), Cancel);

        Assert.Equal(status, finding.Status);
        Assert.Contains(evidence, finding.Evidence);
    }

    private async Task<(string Bucket, BatchRecord Record)> DeployAsync(string name)
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request($"{name}-{bucket}", bucket), Cancel);
        return (bucket, record);
    }

    private static async Task<IReadOnlyList<EnvironmentCheck>> LookAsync(
        string bucket, BatchRecord record, AwsClients clients, EnvironmentLimits? limits = null) =>
        await BatchPreflight.LookAsync(Environment(bucket, record, clients, limits ?? new EnvironmentLimits()), clients, Cancel)
            .ToListAsync(Cancel);

    private static GlacierEnvironment Environment(string bucket, BatchRecord record, AwsClients clients, EnvironmentLimits limits) => new(
        new EnvironmentRecord
        {
            Name = "checked", Service = ServiceKind.Batch, BasePath = StoreLayout.DefaultBasePath, Limits = limits, Batch = record,
            Created = DateTimeOffset.UnixEpoch,
        },
        new OpenBucket(new S3ObjectStore(clients.S3, bucket), new BucketPlace($"s3://{bucket}/", record.AwsRegion), clients));
}
