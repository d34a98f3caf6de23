using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Core.Aws.Quotas;
using Env = GlacierBatch.Core.Aws.Batch.KeyValuePair;

namespace GlacierBatch.Tests.Aws;

/// <summary>A request of every operation with every member set, and one with only what is required.</summary>
internal static class RequestSamples
{
    private const string Role = "arn:aws:iam::123456789012:role/a";
    private const string Template = """{"Resources":{"Log":{"Type":"AWS::Logs::LogGroup"}}} &=+%ø""";

    private static readonly Dictionary<string, string> Labels = new() { ["Project"] = "greenland", ["Camel"] = "Case" };

    private static readonly RetryStrategy Retries = new()
    {
        Attempts = 3,
        EvaluateOnExit =
        [
            new EvaluateOnExit { Action = "RETRY", OnStatusReason = "Host EC2*", OnReason = "*", OnExitCode = "143" },
            new EvaluateOnExit { Action = "EXIT", OnReason = "*" },
        ],
    };

    private static readonly ResourceRequirement[] Needs = [new("VCPU", "1"), new("MEMORY", "3800")];

    public static IReadOnlyList<object> Batch { get; } =
    [
        new SubmitJobRequest
        {
            JobName = "greenland", JobQueue = "queue", JobDefinition = "definition:1", ArrayProperties = new ArrayProperties(10_000),
            ContainerOverrides = new ContainerOverrides
            {
                Command = ["run", "--x=ø"], Environment = [new Env("GLACIERBATCH_RUN", "s3://b/p")], ResourceRequirements = Needs,
                InstanceType = "r6i.large",
            },
            RetryStrategy = Retries, Timeout = new JobTimeout(3600), PropagateTags = true, Tags = Labels,
        },
        new SubmitJobRequest { JobName = "one", JobQueue = "queue", JobDefinition = "definition:1" },
        new DescribeJobsRequest(["a", "b:1"]),
        new ListJobsRequest
        {
            JobQueue = "queue", ArrayJobId = "a", JobStatus = "FAILED", MaxResults = 100, NextToken = "t",
            Filters = [new KeyValuesPair("JOB_NAME", ["greenland*"])],
        },
        new TerminateJobRequest("a", "asked for"),
        new RegisterJobDefinitionRequest
        {
            JobDefinitionName = "definition", RetryStrategy = Retries, Timeout = new JobTimeout(3600), PropagateTags = true,
            Tags = Labels, PlatformCapabilities = ["FARGATE"],
            ContainerProperties = new ContainerProperties
            {
                Image = "123456789012.dkr.ecr.us-west-2.amazonaws.com/a@sha256:00", Command = ["run"], JobRoleArn = Role,
                ExecutionRoleArn = Role,
                Volumes = [new Volume("scratch", new HostVolume("/scratch"))], MountPoints = [new MountPoint("/scratch", "scratch", false)],
                Environment = [new Env("A", "b")], ReadonlyRootFilesystem = true, Privileged = false, User = "1000",
                ResourceRequirements = Needs,
                LinuxParameters = new LinuxParameters { InitProcessEnabled = true, SharedMemorySize = 64 },
                LogConfiguration = new LogConfiguration("awslogs", Labels),
                NetworkConfiguration = new NetworkConfiguration("ENABLED"), EphemeralStorage = new EphemeralStorage(100),
                FargatePlatformConfiguration = new FargatePlatformConfiguration("LATEST"),
                RuntimePlatform = new RuntimePlatform("LINUX", "X86_64"),
            },
        },
        new DescribeJobDefinitionsRequest
            { JobDefinitions = ["a:1"], JobDefinitionName = "a", Status = "ACTIVE", MaxResults = 100, NextToken = "t" },
        new DeregisterJobDefinitionRequest("a:1"),
        new DescribeJobQueuesRequest { JobQueues = ["a"], MaxResults = 10, NextToken = "t" },
        new UpdateJobQueueRequest
        {
            JobQueue = "a", State = "DISABLED", Priority = 1, ComputeEnvironmentOrder = [new ComputeEnvironmentOrder(1, "c")],
            JobStateTimeLimitActions =
                [new JobStateTimeLimitAction("MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", "RUNNABLE", 600, "CANCEL")],
        },
        new DeleteJobQueueRequest("a"),
        new DescribeComputeEnvironmentsRequest { ComputeEnvironments = ["a"], MaxResults = 10, NextToken = "t" },
        new UpdateComputeEnvironmentRequest
        {
            ComputeEnvironment = "a", State = "DISABLED", ServiceRole = Role,
            ComputeResources = new ComputeResourceUpdate { MinvCpus = 0, MaxvCpus = 64, DesiredvCpus = 0 },
        },
        new DeleteComputeEnvironmentRequest("a"),
    ];

    public static IReadOnlyList<object> Ecr { get; } =
    [
        new DescribeRepositoriesRequest { RegistryId = "123456789012", RepositoryNames = ["glacier/a"], MaxResults = 100, NextToken = "t" },
        new GetAuthorizationTokenRequest(),
        new GetDownloadUrlForLayerRequest("glacier/a", "sha256:00", "123456789012"),
        new DescribeImagesRequest
        {
            RepositoryName = "glacier/a", RegistryId = "123456789012",
            ImageIds = [new ImageIdentifier { ImageDigest = "sha256:00", ImageTag = "v1" }],
            MaxResults = 100, NextToken = "t",
        },
        new BatchGetImageRequest
        {
            RepositoryName = "glacier/a", RegistryId = "123456789012", ImageIds = [new ImageIdentifier { ImageTag = "v1" }],
            AcceptedMediaTypes = ["application/vnd.oci.image.manifest.v1+json"],
        },
    ];

    public static IReadOnlyList<object> Logs { get; } =
    [
        new GetLogEventsRequest
        {
            LogGroupName = "/glacierbatch/a", LogStreamName = "a/default/b", StartTime = 0, EndTime = 1_800_000_000_000, NextToken = "f/1",
            Limit = 10_000, StartFromHead = true,
        },
        new DescribeLogGroupsRequest { LogGroupNamePrefix = "/glacierbatch", NextToken = "t", Limit = 50 },
    ];

    public static IReadOnlyList<object> Iam { get; } =
    [
        new GetRoleRequest("AWSServiceRoleForBatch"),
        new CreateServiceLinkedRoleRequest("batch.amazonaws.com", "d"),
        new ListAttachedRolePoliciesRequest { RoleName = "a", MaxItems = 100, Marker = "m" },
        new GetRolePolicyRequest("a", "b"),
    ];

    public static IReadOnlyList<object> Quotas { get; } = [new GetServiceQuotaRequest("ec2", "L-1216C47A")];

    public static IReadOnlyList<object> CloudFormation { get; } =
    [
        new CreateStackRequest
        {
            StackName = "a", TemplateBody = Template, TemplateURL = "https://b.s3.amazonaws.com/t", Parameters = Values,
            Capabilities = ["CAPABILITY_IAM"],
            Tags = [new Tag("Project", "a b&c=ø")], OnFailure = "ROLLBACK", TimeoutInMinutes = 30, ClientRequestToken = "a-1",
            EnableTerminationProtection = false, RoleARN = Role,
        },
        new DeleteStackRequest { StackName = "a", RetainResources = ["Queue"], ClientRequestToken = "a-1", RoleARN = Role },
        new DescribeStacksRequest { StackName = "a", NextToken = "t" },
        new DescribeStackEventsRequest { StackName = "a", NextToken = "t" },
        new DescribeStackResourcesRequest { StackName = "a", LogicalResourceId = "Queue", PhysicalResourceId = "q" },
        new CreateChangeSetRequest
        {
            StackName = "a", ChangeSetName = "c-1", ChangeSetType = "UPDATE", TemplateBody = Template,
            TemplateURL = "https://b.s3.amazonaws.com/t",
            UsePreviousTemplate = false, Parameters = Values, Capabilities = ["CAPABILITY_IAM"], Tags = [new Tag("a", "b")],
            Description = "d",
            ClientToken = "a-1", RoleARN = Role,
        },
        new DescribeChangeSetRequest { ChangeSetName = "c-1", StackName = "a", NextToken = "t" },
        new ExecuteChangeSetRequest { ChangeSetName = "c-1", StackName = "a", ClientRequestToken = "a-1" },
        new DeleteChangeSetRequest { ChangeSetName = "c-1", StackName = "a" },
        new ContinueUpdateRollbackRequest { StackName = "a", ResourcesToSkip = ["Queue"], ClientRequestToken = "a-1", RoleARN = Role },
        new GetTemplateRequest { StackName = "a", ChangeSetName = "c-1", TemplateStage = "Original" },
    ];

    private static IReadOnlyList<Parameter> Values =>
    [
        new Parameter { ParameterKey = "Bucket", ParameterValue = "greenland" },
        new Parameter { ParameterKey = "Kept", UsePreviousValue = true },
    ];
}
