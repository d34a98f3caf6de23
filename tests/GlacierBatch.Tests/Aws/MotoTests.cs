using Amazon.Runtime;
using GlacierBatch.Core;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>Every operation once at least against a server that nobody here wrote, read back by a client that nobody here wrote.</summary>
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string Template =
        """
        {"Description":"the tests' stack","Parameters":{"Days":{"Type":"Number","Default":"14","Description":"days to keep"}},
        "Resources":{
        "Role":{"Type":"AWS::IAM::Role","Properties":{"AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":
        [{"Effect":"Allow","Principal":{"Service":"batch.amazonaws.com"},"Action":"sts:AssumeRole"}]}}},
        "Vpc":{"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16"}},
        "Subnet":{"Type":"AWS::EC2::Subnet","Properties":{"VpcId":{"Ref":"Vpc"},"CidrBlock":"10.0.0.0/24"}},
        "Group":{"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"g","VpcId":{"Ref":"Vpc"}}},
        "Log":{"Type":"AWS::Logs::LogGroup","Properties":{"RetentionInDays":{"Ref":"Days"}}},
        "Compute":{"Type":"AWS::Batch::ComputeEnvironment","Properties":{"Type":"MANAGED","State":"ENABLED",
        "ServiceRole":{"Fn::GetAtt":["Role","Arn"]},"ComputeResources":{"Type":"FARGATE","MaxvCpus":4,
        "Subnets":[{"Ref":"Subnet"}],"SecurityGroupIds":[{"Ref":"Group"}]}}},
        "Queue":{"Type":"AWS::Batch::JobQueue","Properties":{"Priority":1,"State":"ENABLED",
        "ComputeEnvironmentOrder":[{"Order":1,"ComputeEnvironment":{"Ref":"Compute"}}]}}},
        "Outputs":{"Queue":{"Value":{"Ref":"Queue"},"Description":"the queue"},
        "Compute":{"Value":{"Ref":"Compute"}},"Log":{"Value":{"Ref":"Log"}}}}
        """;

    private const string Manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",
        "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":1,"digest":"sha256:aa"},
        "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip","size":3,"digest":"sha256:bb"}]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AwsConnection Connection => TestConnections.To(moto.Endpoint);

    [Fact]
    public async Task A_stack_is_made_described_changed_and_deleted()
    {
        using var client = new CloudFormationClient(Connection);
        await CreateAsync(client, "whole");

        var stacks = await client.DescribeStacksAsync(new DescribeStacksRequest { StackName = "whole" }, Cancel);
        var stack = Assert.Single(stacks.Stacks);
        Assert.Equal(("whole", "CREATE_COMPLETE", "the tests' stack"), (stack.StackName, stack.StackStatus, stack.Description));
        Assert.Equal(new Tag("Project", "a b&c=ø"), Assert.Single(stack.Tags));
        Assert.Equal("30", Assert.Single(stack.Parameters).ParameterValue);
        Assert.Contains(stack.Outputs, output => output is { OutputKey: "Queue", OutputValue.Length: > 0 });
        Assert.NotEqual(default, stack.CreationTime);
        var events = await client.DescribeAllStackEventsAsync(
            new DescribeStackEventsRequest { StackName = "whole" }, Cancel).ToListAsync(Cancel);
        Assert.Contains(events, happened => happened is { ResourceStatus: "CREATE_COMPLETE", ResourceType: "AWS::CloudFormation::Stack" });
        var resources = await client.DescribeStackResourcesAsync(new DescribeStackResourcesRequest { StackName = "whole" }, Cancel);
        Assert.Equal(
            ["Compute", "Group", "Log", "Queue", "Role", "Subnet", "Vpc"],
            resources.StackResources.Select(resource => resource.LogicalResourceId).Order(StringComparer.Ordinal));
        var template = await client.GetTemplateAsync(new GetTemplateRequest { StackName = "whole" }, Cancel);
        Assert.Contains("AWS::Batch::JobQueue", template.TemplateBody);

        await client.CreateChangeSetAsync(
            new CreateChangeSetRequest { StackName = "whole", ChangeSetName = "c-1", ChangeSetType = "UPDATE", TemplateBody = Template },
            Cancel);
        var changes = await client.DescribeChangeSetAsync(
            new DescribeChangeSetRequest { StackName = "whole", ChangeSetName = "c-1" }, Cancel);
        Assert.Equal(("c-1", "whole", "CREATE_COMPLETE"), (changes.ChangeSetName, changes.StackName, changes.Status));
        await client.ExecuteChangeSetAsync(new ExecuteChangeSetRequest { StackName = "whole", ChangeSetName = "c-1" }, Cancel);
        await client.DeleteChangeSetAsync(new DeleteChangeSetRequest { StackName = "whole", ChangeSetName = "c-1" }, Cancel);
        Assert.Equal("whole", await AwsCommandLine.RunAsync(
            moto.Endpoint, "cloudformation", "describe-stacks", "--stack-name", "whole", "--query", "Stacks[].StackName"));

        await client.DeleteStackAsync(new DeleteStackRequest { StackName = "whole" }, Cancel);
        var gone = await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.DescribeStacksAsync(new DescribeStacksRequest { StackName = "whole" }, Cancel));
        Assert.Equal(("ValidationError", AwsFaultKind.NotFound), (gone.ErrorCode, AwsFault.KindOf(gone)));
    }

    [Fact]
    public async Task A_stack_that_exists_is_refused_with_aws_own_code()
    {
        using var client = new CloudFormationClient(Connection);
        await CreateAsync(client, "twice");

        var error = await Assert.ThrowsAsync<AmazonServiceException>(() => CreateAsync(client, "twice"));

        Assert.Equal("AlreadyExistsException", error.ErrorCode);
        Assert.Equal(ErrorKind.AlreadyExists, AwsFault.ToException(error).Kind);
    }

    [Fact]
    public async Task Jobs_are_submitted_listed_described_and_stopped()
    {
        var (queue, compute) = await QueueAsync("jobs");
        using var client = new BatchClient(Connection);
        var definition = await client.RegisterJobDefinitionAsync(
            new RegisterJobDefinitionRequest
            {
                JobDefinitionName = "processor",
                ContainerProperties = new ContainerProperties
                {
                    Image = "busybox", Command = ["sleep", "1"], ResourceRequirements = [new("VCPU", "1"), new("MEMORY", "512")],
                },
                RetryStrategy = new RetryStrategy
                {
                    Attempts = 2,
                    EvaluateOnExit = [new EvaluateOnExit { Action = "EXIT", OnReason = "*" }],
                },
            },
            Cancel);
        Assert.Equal(1, definition.Revision);
        var known = await client.DescribeAllJobDefinitionsAsync(
            new DescribeJobDefinitionsRequest { JobDefinitionName = "processor", Status = "ACTIVE" }, Cancel).ToListAsync(Cancel);
        Assert.Equal("EXIT", Assert.Single(Assert.Single(known).RetryStrategy?.EvaluateOnExit ?? []).Action, ignoreCase: true);

        var one = await client.SubmitJobAsync(
            new SubmitJobRequest { JobName = "one", JobQueue = queue, JobDefinition = definition.JobDefinitionArn }, Cancel);
        var array = await client.SubmitJobAsync(
            new SubmitJobRequest
            {
                JobName = "array", JobQueue = queue, JobDefinition = definition.JobDefinitionArn, ArrayProperties = new ArrayProperties(3),
                ContainerOverrides = new ContainerOverrides { Environment = [new("RUN", "ø")] },
                Tags = new Dictionary<string, string> { ["Run"] = "r" },
            },
            Cancel);

        var jobs = await client.DescribeAllJobsAsync([one.JobId, array.JobId, "unknown"], Cancel).ToListAsync(Cancel);
        Assert.Equal(["array", "one"], jobs.Select(job => job.JobName).Order(StringComparer.Ordinal));
        Assert.Equal(3, jobs.Single(job => job.JobName == "array").ArrayProperties?.Size);
        Assert.All(jobs, job => Assert.NotNull(job.CreatedAt));
        var children = await client.ListAllJobsAsync(new ListJobsRequest { ArrayJobId = array.JobId }, Cancel).ToListAsync(Cancel);
        Assert.Equal(3, children.Count);
        var seen = await AwsCommandLine.RunAsync(moto.Endpoint, "batch", "describe-jobs", "--jobs", one.JobId, "--query", "jobs[].jobName");
        Assert.Equal("one", seen);

        await client.TerminateJobAsync(new TerminateJobRequest(one.JobId, "the test"), Cancel);
        await client.TerminateJobAsync(new TerminateJobRequest(array.JobId, "the test"), Cancel);
        await client.DeregisterJobDefinitionAsync(new DeregisterJobDefinitionRequest(definition.JobDefinitionArn), Cancel);
        Assert.Empty(await client.DescribeAllJobDefinitionsAsync(
            new DescribeJobDefinitionsRequest { JobDefinitionName = "processor", Status = "ACTIVE" }, Cancel).ToListAsync(Cancel));
        Assert.NotEmpty(compute);
    }

    [Fact]
    public async Task A_queue_and_its_compute_environment_are_disabled_and_deleted()
    {
        var (queue, compute) = await QueueAsync("sweep");
        using var client = new BatchClient(Connection);
        var found = Assert.Single(await client.DescribeAllJobQueuesAsync(
            new DescribeJobQueuesRequest { JobQueues = [queue] }, Cancel).ToListAsync(Cancel));
        Assert.Equal(("ENABLED", "VALID"), (found.State, found.Status));
        Assert.Equal(compute, Assert.Single(found.ComputeEnvironmentOrder ?? []).ComputeEnvironment);
        var place = Assert.Single(await client.DescribeAllComputeEnvironmentsAsync(
            new DescribeComputeEnvironmentsRequest { ComputeEnvironments = [compute] }, Cancel).ToListAsync(Cancel));
        Assert.Equal(("FARGATE", 4), (place.ComputeResources?.Type, place.ComputeResources?.MaxvCpus));

        await client.UpdateJobQueueAsync(new UpdateJobQueueRequest { JobQueue = queue, State = "DISABLED" }, Cancel);
        await client.DeleteJobQueueAsync(new DeleteJobQueueRequest(queue), Cancel);
        await client.UpdateComputeEnvironmentAsync(
            new UpdateComputeEnvironmentRequest { ComputeEnvironment = compute, State = "DISABLED" }, Cancel);
        await client.DeleteComputeEnvironmentAsync(new DeleteComputeEnvironmentRequest(compute), Cancel);

        Assert.Equal("", await AwsCommandLine.RunAsync(
            moto.Endpoint, "batch", "describe-compute-environments",
            "--query", $"computeEnvironments[?computeEnvironmentArn=='{compute}'].state"));
    }

    [Fact]
    public async Task Images_are_described_and_fetched()
    {
        await AwsCommandLine.RunAsync(moto.Endpoint, "ecr", "create-repository", "--repository-name", "glacier/images");
        await AwsCommandLine.RunAsync(
            moto.Endpoint, "ecr", "put-image", "--repository-name", "glacier/images", "--image-tag", "v1", "--image-manifest", Manifest);
        using var client = new EcrClient(Connection);

        var repositories = await client.DescribeRepositoriesAsync(
            new DescribeRepositoriesRequest { RepositoryNames = ["glacier/images"] }, Cancel);
        Assert.EndsWith("/glacier/images", Assert.Single(repositories.Repositories).RepositoryUri);
        var images = await client.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = "glacier/images" }, Cancel);
        var image = Assert.Single(images.ImageDetails);
        Assert.Equal(["v1"], image.ImageTags);
        Assert.NotNull(image.ImagePushedAt);
        var id = new ImageIdentifier { ImageDigest = image.ImageDigest };
        var fetched = await client.BatchGetImageAsync(
            new BatchGetImageRequest { RepositoryName = "glacier/images", ImageIds = [id] }, Cancel);
        Assert.Contains("schemaVersion", Assert.Single(fetched.Images).ImageManifest);
        var token = Assert.Single((await client.GetAuthorizationTokenAsync(new GetAuthorizationTokenRequest(), Cancel)).AuthorizationData);
        Assert.NotEmpty(token.AuthorizationToken);

        var error = await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.DescribeImagesAsync(new DescribeImagesRequest { RepositoryName = "glacier/absent" }, Cancel));
        Assert.Equal(("RepositoryNotFoundException", AwsFaultKind.NotFound), (error.ErrorCode, AwsFault.KindOf(error)));
    }

    [Fact]
    public async Task Log_lines_are_read_page_by_page()
    {
        const string Group = "/glacierbatch/lines";
        await AwsCommandLine.RunAsync(moto.Endpoint, "logs", "create-log-group", "--log-group-name", Group);
        await AwsCommandLine.RunAsync(
            moto.Endpoint, "logs", "create-log-stream", "--log-group-name", Group, "--log-stream-name", "a/default/1");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await AwsCommandLine.RunAsync(
            moto.Endpoint, "logs", "put-log-events", "--log-group-name", Group, "--log-stream-name", "a/default/1",
            "--log-events", $"timestamp={now},message=one", $"timestamp={now + 1},message=two ø", $"timestamp={now + 2},message=three");
        using var client = new LogsClient(Connection);

        var request = new GetLogEventsRequest { LogGroupName = Group, LogStreamName = "a/default/1", Limit = 2, StartFromHead = true };
        var first = await client.GetLogEventsAsync(request, Cancel);
        var second = await client.GetLogEventsAsync(request with { NextToken = first.NextForwardToken }, Cancel);
        Assert.Equal(["one", "two ø", "three"], first.Events.Concat(second.Events).Select(line => line.Message));
        Assert.Equal(now, first.Events[0].Timestamp);
        Assert.Single(await client.DescribeAllLogGroupsAsync(
            new DescribeLogGroupsRequest { LogGroupNamePrefix = Group }, Cancel).ToListAsync(Cancel));
        var missing = await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.GetLogEventsAsync(request with { LogStreamName = "not/yet/there" }, Cancel));
        Assert.Equal(("ResourceNotFoundException", AwsFaultKind.NotFound), (missing.ErrorCode, AwsFault.KindOf(missing)));
    }

    private static Task CreateAsync(CloudFormationClient client, string name) => client.CreateStackAsync(
        new CreateStackRequest
        {
            StackName = name, TemplateBody = Template, Capabilities = ["CAPABILITY_IAM"], Tags = [new Tag("Project", "a b&c=ø")],
            Parameters = [new Parameter { ParameterKey = "Days", ParameterValue = "30" }],
        },
        Cancel);

    private async Task<(string Queue, string Compute)> QueueAsync(string stackName)
    {
        using var client = new CloudFormationClient(Connection);
        await CreateAsync(client, stackName);
        var stacks = await client.DescribeStacksAsync(new DescribeStacksRequest { StackName = stackName }, Cancel);
        var outputs = Assert.Single(stacks.Stacks).Outputs.ToDictionary(output => output.OutputKey, output => output.OutputValue ?? "");
        return (outputs["Queue"], outputs["Compute"]);
    }
}
