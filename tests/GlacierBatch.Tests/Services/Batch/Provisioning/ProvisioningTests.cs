using GlacierBatch.Core;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>From nothing to an environment and back to nothing, on moto, read back by AWS's own command line.</summary>
public sealed class ProvisioningTests(MotoServer moto) : IAsyncLifetime
{
    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "us-east-2");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task An_environment_is_made_from_nothing_and_another_client_sees_it()
    {
        var bucket = await _cloud.NewBucketAsync();

        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("made", bucket), Cancel);

        Assert.Equal((MotoCloud.Account, "us-east-2", "GlacierBatch-made"), (record.AccountId, record.AwsRegion, record.StackName));
        Assert.Equal([PurchaseOption.Spot, PurchaseOption.OnDemand], record.Queues.Keys.Order());
        Assert.True(record.AssignPublicIp);
        Assert.Equal(BatchSettings.DefaultInstanceTypes, record.InstanceTypes);
        Assert.Null(BatchRecordRule.FindFault(record));
        var spot = await _cloud.AwsAsync(
            "batch", "describe-job-queues", "--job-queues", record.Queues[PurchaseOption.Spot], "--query", "jobQueues[].[state,status]");
        Assert.Equal("ENABLED\tVALID", spot);
        var environments = await _cloud.AwsAsync("batch", "describe-compute-environments", "--query",
            "computeEnvironments[?contains(computeEnvironmentName,'GlacierBatch-made')].computeResources"
            + ".[type,allocationStrategy,maxvCpus]");
        Assert.Contains("SPOT\tSPOT_PRICE_CAPACITY_OPTIMIZED\t256", environments);
        Assert.Contains("EC2\tBEST_FIT_PROGRESSIVE\t256", environments);
        Assert.EndsWith($"/glacierbatch/{record.RepositoryUri!.Split('/')[^1]}", record.RepositoryUri);
        Assert.Contains(":role/GlacierBatch-made-JobRole", record.JobRoleArn);
        Assert.Contains(_cloud.Steps, step => step is { Status: "CREATE_COMPLETE", Type: "AWS::CloudFormation::Stack" });
        Assert.Contains(_cloud.Told, text => text.Contains("-ManageLifecycle adds rules", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Again_changes_nothing_and_sets_right_what_was_changed_past_the_stack()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("again", bucket), Cancel);
        await _cloud.AwsAsync(
            "batch", "update-job-queue", "--job-queue", record.Queues[PurchaseOption.Spot], "--state", "DISABLED");
        var request = MotoCloud.Request("again", bucket, known: record);

        var planned = await _cloud.Provisioner().PlanAsync(request, Cancel);
        var second = await _cloud.Provisioner().DeployAsync(request, Cancel);

        Assert.Contains(planned, change => change is { Action: "Repair", Resource: "SpotQueue" });
        Assert.Equal(record.Queues, second.Queues);
        Assert.Equal(record.RepositoryUri, second.RepositoryUri);
        Assert.Equal("ENABLED", await _cloud.AwsAsync(
            "batch", "describe-job-queues", "--job-queues", record.Queues[PurchaseOption.Spot], "--query", "jobQueues[].state"));
    }

    [Fact]
    public async Task Success_that_is_none_is_found_out_by_reading_back()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("differs", bucket), Cancel);
        var other = new BatchSettings { InstanceTypes = ["m5.2xlarge"] };

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("differs", bucket, other, record), Cancel));

        Assert.Equal("EnvironmentDiffers", fault.ErrorId);
        Assert.Contains("m5.2xlarge", fault.Message);
    }

    [Fact]
    public async Task What_would_be_made_is_told_resource_by_resource_and_nothing_is_made()
    {
        var bucket = await _cloud.NewBucketAsync();

        var plain = await _cloud.Provisioner().PlanAsync(MotoCloud.Request("plan", bucket), Cancel);
        var fargate = await _cloud.Provisioner().PlanAsync(
            MotoCloud.Request("plan", bucket, new BatchSettings { Compute = PurchaseOption.Fargate, ManageLifecycle = true }), Cancel);

        Assert.All(plain, change => Assert.Equal("Create", change.Action));
        Assert.Contains(plain, change => change is { Resource: "SpotQueue", Type: "AWS::Batch::JobQueue" });
        Assert.DoesNotContain(plain, change => change.Resource is "FargateQueue" or "BucketKeyPolicy");
        Assert.Contains(fargate, change => change.Resource == "FargateQueue");
        Assert.Contains(fargate, change => change.Type == "AWS::S3::Bucket lifecycle rule");
        Assert.Equal("", await _cloud.AwsAsync("cloudformation", "describe-stacks", "--query",
            "Stacks[?StackName=='GlacierBatch-plan'].StackName"));
        Assert.Equal("", await _cloud.AwsAsync("s3", "ls", $"s3://{bucket}"));
    }

    [Fact]
    public async Task A_plan_for_what_is_there_leaves_no_change_set_behind()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("sets", bucket), Cancel);

        await _cloud.Provisioner().PlanAsync(MotoCloud.Request("sets", bucket, known: record), Cancel);

        Assert.Equal("", await _cloud.AwsAsync(
            "cloudformation", "list-change-sets", "--stack-name", "GlacierBatch-sets", "--query",
                "Summaries[?StackName=='GlacierBatch-sets'].ChangeSetName"));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_removed_environment_though_the_stack_left_its_queues()
    {
        var bucket = await _cloud.NewBucketAsync();
        var settings = new BatchSettings { Compute = PurchaseOption.FargateSpot };
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("gone", bucket, settings), Cancel);
        Assert.Equal(4, record.Queues.Count);
        await DefineAsync("glacierbatch-gone-0123456789abcdef");
        await DefineAsync("glacierbatch-gone-too-0123456789abcdef");

        await new BatchRemoval(_cloud.Clients, _cloud.Watch, TimeProvider.System).RemoveAsync("gone", record, null, Cancel);

        foreach (var (kind, query) in new[]
        {
            ("describe-job-queues", "jobQueues[?contains(jobQueueName,'GlacierBatch-gone')].jobQueueName"),
            ("describe-compute-environments", "computeEnvironments[?contains(computeEnvironmentName,'GlacierBatch-gone')].state"),
        })
        {
            Assert.Equal("", await _cloud.AwsAsync("batch", kind, "--query", query));
        }

        Assert.Equal("glacierbatch-gone-too-0123456789abcdef", await _cloud.AwsAsync("batch", "describe-job-definitions", "--status",
            "ACTIVE",
            "--query", "jobDefinitions[?contains(jobDefinitionName,'glacierbatch-gone')].jobDefinitionName"));
        Assert.Equal("", await _cloud.AwsAsync("ecr", "describe-repositories", "--query",
            "repositories[?contains(repositoryName,'gone')].repositoryName"));
        Assert.Contains(_cloud.Told, text => text == "Nothing of the environment gone is left at AWS.");
        // The bucket is not the environment's.
        Assert.Contains(bucket, await _cloud.AwsAsync("s3", "ls"));
    }

    [Fact]
    public async Task The_image_is_kept_where_it_was_asked_for()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(
            MotoCloud.Request("kept", bucket, new BatchSettings { KeepImage = true }), Cancel);

        await new BatchRemoval(_cloud.Clients, _cloud.Watch, TimeProvider.System).RemoveAsync("kept", record, null, Cancel);

        Assert.Contains(record.Resources!["Repository"], await _cloud.AwsAsync("ecr", "describe-repositories", "--query",
            "repositories[].repositoryName"));
        Assert.Contains(_cloud.Told, text => text.Contains("but its image repository", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_image_is_kept_where_that_is_asked_for_at_the_removal_only()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("late", bucket), Cancel);
        var done = new List<string>();

        // moto's change sets are empty, so AWS's word for this one is put in its place.
        await using var proxy = FaultProxy.Start(_cloud.Endpoint, standIn: (_, body) =>
        {
            var text = Uri.UnescapeDataString(System.Text.Encoding.UTF8.GetString(body).Replace('+', ' '));
            foreach (var action in new[] { "CreateChangeSet", "ExecuteChangeSet", "DeleteStack" })
            {
                if (text.Contains($"Action={action}", StringComparison.Ordinal))
                    done.Add(text.Contains("DeletionPolicy: Retain", StringComparison.Ordinal) ? $"{action} that retains" : action);
            }

            if (text.Contains("Action=ExecuteChangeSet", StringComparison.Ordinal))
                return (200, "<ExecuteChangeSetResponse><ExecuteChangeSetResult/></ExecuteChangeSetResponse>");
            return text.Contains("Action=DescribeChangeSet", StringComparison.Ordinal)
                ? (200, "<DescribeChangeSetResponse><DescribeChangeSetResult><Status>CREATE_COMPLETE</Status><Changes><member>"
                    + "<Type>Resource</Type><ResourceChange><Action>Modify</Action><LogicalResourceId>Repository</LogicalResourceId>"
                    + "<ResourceType>AWS::ECR::Repository</ResourceType><Replacement>False</Replacement>"
                    + "</ResourceChange></member></Changes>"
                    + "</DescribeChangeSetResult></DescribeChangeSetResponse>")
                : null;
        });

        await new BatchRemoval(_cloud.Open(proxy.Url), _cloud.Watch, TimeProvider.System).RemoveAsync("late", record, true, Cancel);

        Assert.Equal(["CreateChangeSet that retains", "ExecuteChangeSet", "DeleteStack"], done);
        Assert.Contains(_cloud.Told, text => text.Contains("but its image repository", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Images_that_could_not_be_kept_are_not_deleted()
    {
        var bucket = await _cloud.NewBucketAsync();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("unkept", bucket), Cancel);

        await using var proxy = FaultProxy.Start(_cloud.Endpoint, standIn: (_, body) =>
            System.Text.Encoding.UTF8.GetString(body).Contains("Action=DescribeChangeSet", StringComparison.Ordinal)
                ? (200, "<DescribeChangeSetResponse><DescribeChangeSetResult><Status>FAILED</Status><StatusReason>The submitted "
                    + "information "
                    + "didn't contain changes.</StatusReason></DescribeChangeSetResult></DescribeChangeSetResponse>")
                : null);

        // AWS says that nothing is to be changed, and so the stack still deletes its repository.
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() =>
            new BatchRemoval(_cloud.Open(proxy.Url), _cloud.Watch, TimeProvider.System).RemoveAsync("unkept", record, true, Cancel));

        Assert.Equal("StackFailed", fault.ErrorId);
        Assert.Contains(record.Resources!["Repository"], await _cloud.AwsAsync("ecr", "describe-repositories", "--query",
            "repositories[].repositoryName"));
    }

    [Fact]
    public async Task A_stack_of_another_bucket_is_not_taken_over()
    {
        var bucket = await _cloud.NewBucketAsync();
        await _cloud.Provisioner().DeployAsync(MotoCloud.Request("mine", bucket), Cancel);

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            async () => await _cloud.Provisioner().DeployAsync(MotoCloud.Request("mine", await _cloud.NewBucketAsync()), Cancel));

        Assert.Equal("StackOfOtherBucket", fault.ErrorId);
    }

    [Theory]
    [InlineData("c5.large", 8192, "r6i.large", 3584)]
    [InlineData("m5.large", 8192, "r6i.large", 7680)]
    public async Task A_size_that_can_never_start_is_refused_with_the_nearest_fit_before_anything_is_made(
        string type, int memory, string nearest, int within)
    {
        var request = MotoCloud.Request("small", await _cloud.NewBucketAsync(), new BatchSettings { InstanceTypes = [type] })
            with { Limits = new EnvironmentLimits { VCpu = 2, MemoryMiB = memory } };

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => _cloud.Provisioner().DeployAsync(request, Cancel));

        Assert.Equal("TaskNeverFits", fault.ErrorId);
        Assert.Contains($"{memory} MiB can never start on {type}", fault.Message);
        Assert.Contains($"-InstanceType {nearest},", fault.Recommendation);
        Assert.Contains($"-MemoryMiB {within}", fault.Recommendation);
        Assert.Null(await new StackMonitor(_cloud.Clients.CloudFormation, _cloud.Watch,
            TimeProvider.System).FindAsync("GlacierBatch-small", Cancel));
    }

    [Fact]
    public async Task A_bucket_elsewhere_and_credentials_of_others_are_refused()
    {
        var elsewhere = await _cloud.NewBucketAsync("ap-southeast-2");
        var far = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("far", elsewhere), Cancel));
        var none = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("far", "there-is-no-such-bucket"), Cancel));
        var known = new BatchRecord
        {
            AccountId = "999999999999", AwsRegion = "us-east-2", Queues = new Dictionary<PurchaseOption,
                string> { [PurchaseOption.Spot] = "q" },
        };
        var bucket = await _cloud.NewBucketAsync();
        var other = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("far", bucket, known: known), Cancel));
        var there = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("far", bucket, known: known with { AwsRegion = "us-west-1" }),
                Cancel));

        Assert.Equal(("BucketInOtherRegion", "BucketNotFound", "WrongAwsAccount", "WrongAwsRegion"),
            (far.ErrorId, none.ErrorId, other.ErrorId, there.ErrorId));
        Assert.Contains("ap-southeast-2", far.Message);
    }

    [Fact]
    public async Task What_others_made_is_looked_at_recorded_and_left_alone()
    {
        var bucket = await _cloud.NewBucketAsync();
        var made = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("others", bucket), Cancel);
        await DefineAsync("processor");
        var settings = new BatchSettings { JobQueue = made.Queues[PurchaseOption.OnDemand], JobDefinition = "processor" };

        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request("adopted", bucket, settings), Cancel);
        await new BatchRemoval(_cloud.Clients, _cloud.Watch, TimeProvider.System).RemoveAsync("adopted", record, null, Cancel);

        Assert.Null(record.StackName);
        Assert.Equal((PurchaseOption.OnDemand, "processor"), (record.Compute, record.JobDefinition));
        Assert.Equal("ENABLED", await _cloud.AwsAsync(
            "batch", "describe-job-queues", "--job-queues", made.Queues[PurchaseOption.OnDemand], "--query", "jobQueues[].state"));
        var byStack = await _cloud.Provisioner().DeployAsync(
            MotoCloud.Request("adopted", bucket, new BatchSettings { StackName = "GlacierBatch-others" }), Cancel);
        Assert.Equal((null, made.JobRoleArn, made.RepositoryUri), (byStack.StackName, byStack.JobRoleArn, byStack.RepositoryUri));
        Assert.Equal(made.Queues, byStack.Queues);
    }

    [Theory]
    [InlineData("no-such-queue", "processor", "JobQueueNotFound")]
    [InlineData(null, "processor", "AdoptionIncomplete")]
    [InlineData("q", null, "AdoptionIncomplete")]
    public async Task What_is_to_be_adopted_and_is_not_there_is_named(string? queue, string? definition, string id)
    {
        var settings = new BatchSettings { JobQueue = queue, JobDefinition = definition };
        var bucket = await _cloud.NewBucketAsync();

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            () => _cloud.Provisioner().DeployAsync(MotoCloud.Request("missing", bucket, settings), Cancel));

        Assert.Equal(id, fault.ErrorId);
    }

    private Task DefineAsync(string name) => _cloud.Clients.Batch.RegisterJobDefinitionAsync(
        new RegisterJobDefinitionRequest
        {
            JobDefinitionName = name,
            ContainerProperties = new ContainerProperties
            {
                Image = "busybox", Command = ["true"], ResourceRequirements = [new("VCPU", "1"), new("MEMORY", "512")],
            },
        },
        Cancel);
}
