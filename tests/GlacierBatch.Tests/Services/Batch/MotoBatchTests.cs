using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>A run on a Batch that nobody here wrote, read back by a client that nobody here wrote.</summary>
public sealed class MotoBatchTests(MotoServer moto)
{
    [Fact]
    public async Task A_run_is_submitted_to_motos_batch_and_waited_for()
    {
        var queue = await MakeQueueAsync();
        var record = CloudHome.Record with { Queues = new Dictionary<PurchaseOption, string> { [PurchaseOption.Spot] = queue } };
        await using var home = await CloudHome.CreateAsync(moto, record, isMotosBatch: true);
        await using var client = await home.OpenKnownAsync(time: new HastyTime());

        var jobs = await CloudHome.SubmitAsync(client, regions: 3);
        var part = Assert.Single(await home.PartsAsync());

        Assert.Equal(part.JobName, await AwsAsync("batch", "describe-jobs", "--jobs", part.JobId!, "--query", "jobs[].jobName"));
        Assert.Equal("3", await AwsAsync("batch", "describe-jobs", "--jobs", part.JobId!, "--query", "jobs[].arrayProperties.size"));
        Assert.Contains("glacierbatch-greenland-", await AwsAsync(
            "batch", "describe-job-definitions", "--status", "ACTIVE", "--query", "jobDefinitions[].jobDefinitionName"),
                StringComparison.Ordinal);
        Assert.All(await WatchTests.WaitAsync(client, jobs), job => Assert.Equal(JobStatus.SUCCEEDED, job.Status));
    }

    private async Task<string> MakeQueueAsync()
    {
        var role = await AwsAsync(
            "iam", "create-role", "--role-name", $"batch-{Guid.NewGuid():N}", "--assume-role-policy-document", "{}", "--query", "Role.Arn");
        var subnet = await AwsAsync("ec2", "describe-subnets", "--query", "Subnets[0].SubnetId");
        var group = await AwsAsync("ec2", "describe-security-groups", "--query", "SecurityGroups[0].GroupId");
        var compute = await AwsAsync(
            "batch", "create-compute-environment", "--compute-environment-name", $"c-{Guid.NewGuid():N}", "--type", "MANAGED", "--state",
            "ENABLED",
            "--service-role", role, "--compute-resources", $"type=FARGATE,maxvCpus=4,subnets={subnet},securityGroupIds={group}",
            "--query", "computeEnvironmentArn");
        return await AwsAsync(
            "batch", "create-job-queue", "--job-queue-name", $"q-{Guid.NewGuid():N}", "--state", "ENABLED", "--priority", "1",
            "--compute-environment-order", $"order=1,computeEnvironment={compute}", "--query", "jobQueueArn");
    }

    private async Task<string> AwsAsync(params string[] arguments) =>
        await AwsCommandLine.RunAsync(await moto.UrlAsync(), ["--region", "us-east-1", .. arguments]);
}
