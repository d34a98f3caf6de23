using GlacierBatch.Core;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>Updates that would take from under running jobs what they run on.</summary>
public sealed class UpdateGuardTests : IAsyncLifetime
{
    private static readonly string[] Types = ["r6i.large"];

    private readonly StackScript _script = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _script.DisposeAsync();

    [Theory]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "False", "m5.xlarge", "RUNNING", true)]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "True", "r6i.large", "RUNNING", true)]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "Conditional", "r6i.large", "PENDING", true)]
    [InlineData("SpotQueue", "AWS::Batch::JobQueue", "Remove", "", "r6i.large", "RUNNABLE", true)]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "False", "r6i.large", "RUNNING", false)]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "False", "m5.xlarge", "SUCCEEDED", false)]
    [InlineData("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "False", "m5.xlarge", "RUNNABLE", false)]
    [InlineData("LogGroup", "AWS::Logs::LogGroup", "Modify", "False", "r6i.large", "RUNNING", false)]
    public async Task What_is_replaced_or_restarted_waits_for_jobs_and_more_vcpus_do_not(
        string resource, string type, string action, string replacement, string instanceType, string status, bool isRefused)
    {
        _script.Batch("listjobs", $$"""{"jobSummaryList":[{"jobId":"j","jobName":"n","status":"{{status}}"}]}""")
            .On("GetTemplate", $"<TemplateBody>{System.Security.SecurityElement.Escape(EnvironmentTemplate.Text())}</TemplateBody>");

        var fault = await Record.ExceptionAsync(() => GuardAsync(resource, type, action, replacement, instanceType));

        Assert.Equal(isRefused, fault is GlacierBatchException { ErrorId: "UpdateDisturbsJobs" });
        if (!isRefused) Assert.Null(fault);
        else Assert.Contains(resource, fault!.Message);
    }

    [Fact]
    public async Task Another_template_restarts_machines_as_well()
    {
        _script.Batch("listjobs", """{"jobSummaryList":[{"jobId":"j","jobName":"n","status":"RUNNING"}]}""")
            .On("GetTemplate", "<TemplateBody>Resources: {}</TemplateBody>");

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            () => GuardAsync("SpotEnvironment", "AWS::Batch::ComputeEnvironment", "Modify", "False", "r6i.large"));

        Assert.Contains("restart the machines of SpotEnvironment", fault.Message);
        Assert.Contains("-Force", fault.Recommendation);
    }

    private async Task GuardAsync(string resource, string type, string action, string replacement, string instanceType)
    {
        using var cloudFormation = new CloudFormationClient(_script.Connection);
        using var batch = new BatchClient(_script.Connection);
        var change = new ResourceChange
            { LogicalResourceId = resource, ResourceType = type, Action = action, Replacement = replacement };
        var real = new RealEnvironment(
            new Dictionary<PurchaseOption, JobQueueDetail> { [PurchaseOption.Spot] = new() { JobQueueName = "q", JobQueueArn = "arn:q" } },
            new Dictionary<PurchaseOption, ComputeEnvironmentDetail>
            {
                [PurchaseOption.Spot] = new()
                {
                    ComputeEnvironmentName = "c", ComputeEnvironmentArn = "arn:c",
                    ComputeResources = new ComputeResource { InstanceTypes = Types, MaxvCpus = 256 },
                },
            });
        await new UpdateGuard(cloudFormation, batch).RequireAsync(
            new ChangeSet("s", "c", [change]), new Stack { StackName = "s", StackStatus = "CREATE_COMPLETE" }, EnvironmentTemplate.Text(),
                real,
            new ExpectedEnvironment([PurchaseOption.Spot], 64, [instanceType], null, null), Cancel);
    }
}
