using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Ledgers;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning.Checks;
using GlacierBatch.Tests.Aws;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Checks whose subject moto has not: managed policies of roles, and quotas. A scripted server has them.</summary>
public sealed class CheckTests
{
    private const string Bucket = "glacier-data";
    private const string InstancePolicy = "AmazonEC2ContainerServiceforEC2Role";

    private static readonly BatchRecord Record = new()
    {
        AccountId = "123456789012", AwsRegion = "us-west-2", StackName = "GlacierBatch-checked",
        Queues = new Dictionary<PurchaseOption, string> { [PurchaseOption.Spot] = "q" },
        JobRoleArn = "arn:aws:iam::123456789012:role/job", ExecutionRoleArn = "arn:aws:iam::123456789012:role/execution",
        Resources = new Dictionary<string, string> { ["InstanceRole"] = "instance" },
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, Bucket, InstancePolicy, CheckStatus.Passed, "job, execution, instance, each with its policy")]
    [InlineData(null, Bucket, "SomethingElse", CheckStatus.Failed, "The instance role instance lacks " + InstancePolicy)]
    [InlineData("execution", Bucket, InstancePolicy, CheckStatus.Failed, "The execution role execution does not exist")]
    [InlineData(null, "another-bucket", InstancePolicy, CheckStatus.Failed, "does not name the bucket " + Bucket)]
    public async Task Roles_are_there_with_their_policies_or_it_is_said_which_is_not(
        string? missing, string named, string attached, CheckStatus status, string evidence)
    {
        await using var iam = new ScriptedServer(seen =>
        {
            var form = System.Web.HttpUtility.ParseQueryString(seen.Body);
            var (action, role) = (form["Action"]!, form["RoleName"]!);
            if (role == missing)
            {
                return new Reply(ReplyKind.Whole, 404,
                    "<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>No role.</Message></Error></ErrorResponse>",
                    []);
            }

            var policy = Uri.EscapeDataString($$"""{"Statement":[{"Resource":"arn:aws:s3:::{{named}}/*"}]}""");
            var result = action switch
            {
                "GetRole" => $"<Role><RoleName>{role}</RoleName><Arn>arn:aws:iam::123456789012:role/{role}</Arn></Role>",
                "GetRolePolicy" => $"<RoleName>{role}</RoleName><PolicyName>p</PolicyName><PolicyDocument>{policy}</PolicyDocument>",
                _ => $"<AttachedPolicies><member><PolicyName>{attached}</PolicyName><PolicyArn>arn:aws:iam::aws:policy/p</PolicyArn>"
                    + "</member></AttachedPolicies><IsTruncated>false</IsTruncated>",
            };
            return new Reply(ReplyKind.Whole, 200, $"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>", []);
        });

        var finding = await LookAsync(new RolesCheck(), iam, new RealPlaces(new Dictionary<PurchaseOption, JobQueueDetail>(), []));

        Assert.Equal(status, finding.Status);
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
        Assert.Equal(status == CheckStatus.Failed, finding.Fix is not null);
    }

    [Theory]
    [InlineData("SPOT", 256.0, CheckStatus.Passed, "256 vCPUs of Spot instances")]
    [InlineData("SPOT", 32.0, CheckStatus.Passed, "32 vCPUs of Spot instances (fewer than its 256)")]
    [InlineData("EC2", 0.0, CheckStatus.Failed, "0 vCPUs of on-demand instances: no task can start")]
    [InlineData("FARGATE", 6.0, CheckStatus.Passed, "6 vCPUs of Fargate")]
    [InlineData("SPOT", null, CheckStatus.Unchecked, "tells no quota")]
    [InlineData(null, 32.0, CheckStatus.Unchecked, "tells its kind")]
    public async Task A_quota_is_held_against_what_the_environment_may_ask_for(
        string? type, double? quota, CheckStatus status, string evidence)
    {
        await using var quotas = new ScriptedServer(seen => quota is null
            ? Reply.Json(400, """{"__type":"NoSuchResourceException","message":"no"}""")
            : Reply.Json(200, $$$"""{"Quota":{"Value":{{{quota?.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}}}"""));
        var compute = new ComputeEnvironmentDetail
        {
            ComputeEnvironmentName = "c", ComputeEnvironmentArn = "arn:c",
                ComputeResources = new ComputeResource { Type = type, MaxvCpus = 256 },
        };

        var finding = await LookAsync(
            new QuotaCheck(), quotas, new RealPlaces(new Dictionary<PurchaseOption, JobQueueDetail>(), [compute]));

        Assert.Equal(status, finding.Status);
        Assert.Contains(evidence, finding.Evidence, StringComparison.Ordinal);
        if (status == CheckStatus.Failed) Assert.Contains("L-1216C47A", finding.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ENABLED", "VALID", null, 256, CheckStatus.Passed, "VALID: SPOT with 256 vCPUs", null)]
    [InlineData("DISABLED", "VALID", null, 256, CheckStatus.Failed, "c is DISABLED", "New-GlacierBatchEnvironment checked")]
    [InlineData("ENABLED", "INVALID", "CLIENT_ERROR - The subnet is gone", 256, CheckStatus.Failed,
        "c is INVALID: CLIENT_ERROR - The subnet is gone", "New-GlacierBatchEnvironment checked")]
    [InlineData("ENABLED", "INVALID", "CLIENT_ERROR - Invalid IAM Instance Profile name", 256, CheckStatus.Failed,
        "Instance Profile", "Wait some minutes")]
    [InlineData("ENABLED", "VALID", null, 0, CheckStatus.Failed, "may have 0 vCPUs, and a task wants 1", "-MaxvCpu")]
    [InlineData(null, null, null, 0, CheckStatus.Failed, "No queue has a compute environment", "New-GlacierBatchEnvironment checked")]
    public async Task A_compute_environment_must_be_enabled_valid_and_have_room(
        string? state, string? status, string? reason, int most, CheckStatus finding, string evidence, string? fix)
    {
        await using var server = new ScriptedServer(_ => Reply.Json(200, "{}"));
        var compute = new ComputeEnvironmentDetail
        {
            ComputeEnvironmentName = "c", ComputeEnvironmentArn = "arn:c", State = state, Status = status, StatusReason = reason,
            ComputeResources = new ComputeResource { Type = "SPOT", MaxvCpus = most },
        };

        var found = await LookAsync(
            new ComputeCheck(), server, new RealPlaces(new Dictionary<PurchaseOption, JobQueueDetail>(), state is null ? [] : [compute]));

        Assert.Equal(finding, found.Status);
        Assert.Contains(evidence, found.Evidence, StringComparison.Ordinal);
        if (fix is null) Assert.Null(found.Fix);
        else Assert.Contains(fix, found.Fix, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ENABLED", "VALID", CheckStatus.Passed, "Spot: ENABLED and VALID")]
    [InlineData("DISABLED", "VALID", CheckStatus.Failed, "is DISABLED: it takes no jobs")]
    [InlineData("ENABLED", "INVALID", CheckStatus.Failed, "is INVALID")]
    [InlineData(null, null, CheckStatus.Failed, "The job queue q does not exist")]
    public async Task A_queue_must_be_there_and_take_jobs(string? state, string? status, CheckStatus finding, string evidence)
    {
        await using var server = new ScriptedServer(_ => Reply.Json(200, "{}"));
        var queues = new Dictionary<PurchaseOption, JobQueueDetail>();
        if (state is not null)
            queues[PurchaseOption.Spot] = new JobQueueDetail { JobQueueName = "q", JobQueueArn = "arn:q", State = state, Status = status };

        var found = await LookAsync(new QueueCheck(), server, new RealPlaces(queues, []));

        Assert.Equal(finding, found.Status);
        Assert.Contains(evidence, found.Evidence, StringComparison.Ordinal);
        Assert.Equal(finding == CheckStatus.Failed, found.Fix is not null);
    }

    private static async Task<CheckFinding> LookAsync(IBatchCheck check, ScriptedServer server, RealPlaces real)
    {
        using var clients = new AwsClients(TestConnections.To(server.Endpoint));
        var environment = new GlacierEnvironment(
            new EnvironmentRecord
            {
                Name = "checked", Service = ServiceKind.Batch, BasePath = StoreLayout.DefaultBasePath, Limits = new EnvironmentLimits(),
                Batch = Record, Created = DateTimeOffset.UnixEpoch,
            },
            new OpenBucket(new S3ObjectStore(clients.S3, Bucket), new BucketPlace($"s3://{Bucket}/", Record.AwsRegion), clients));
        return await check.LookAsync(new CheckSubject(environment, Record, clients, real), Cancel);
    }
}
