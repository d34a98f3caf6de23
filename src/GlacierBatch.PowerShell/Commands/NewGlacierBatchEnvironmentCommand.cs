using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Makes a place ready for jobs, or converges one that exists.</summary>
[Cmdlet(VerbsCommon.New, "GlacierBatchEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(GlacierEnvironment))]
public sealed class NewGlacierBatchEnvironmentCommand : EnvironmentCmdlet
{
    /// <summary>The environment's name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string Name { get; set; } = "";

    /// <summary>Where its jobs run: by default where they ran so far, and for a new one on this machine.</summary>
    [Parameter]
    public ServiceKind? Service { get; set; }

    /// <summary>
    /// The bucket. For the local service a folder, by default one of the environment's own below the module's data folder; for Batch the
    /// name of a bucket of S3, or s3://bucket/prefix.
    /// </summary>
    [Parameter]
    public string? Bucket { get; set; }

    /// <summary>The folder of scripts to publish.</summary>
    [Parameter]
    public string? Workload { get; set; }

    /// <summary>A region catalogue that takes the place of the one that the workload carries.</summary>
    [Parameter]
    public string? RegionCatalog { get; set; }

    /// <summary>The group's own aws_config.ini. A parameter beats it.</summary>
    [Parameter]
    public string? ConfigurationPath { get; set; }

    /// <summary>Subnets with a way to ECR, S3 and CloudWatch Logs; by default those of the default VPC.</summary>
    [Parameter]
    public string[]? SubnetId { get; set; }

    /// <summary>Security groups that let instances out; by default the VPC's default one.</summary>
    [Parameter]
    public string[]? SecurityGroupId { get; set; }

    /// <summary>The ARN of a policy that limits every role that is made, where the account demands one.</summary>
    [Parameter]
    public string? PermissionsBoundary { get; set; }

    /// <summary>The ARN of a role for AWS Batch itself; by default the account's service-linked one.</summary>
    [Parameter]
    public string? ServiceRole { get; set; }

    /// <summary>The ARN of the key that the bucket is encrypted with; by default the bucket is asked.</summary>
    [Parameter]
    public string? BucketKeyArn { get; set; }

    /// <summary>How many days job logs are kept in CloudWatch; the bucket keeps each log as well.</summary>
    [Parameter]
    [ValidateSet("1", "3", "5", "7", "14", "30", "60", "90", "120", "150", "180", "365", "400", "545", "731", "1096", "1827", "3653")]
    public int? LogRetentionDays { get; set; }

    /// <summary>Adds rules to the bucket that end abandoned uploads after a week; others' rules stay.</summary>
    [Parameter]
    public SwitchParameter ManageLifecycle { get; set; }

    /// <summary>With -ManageLifecycle: after how many days the records and logs of runs are deleted. Outputs stay.</summary>
    [Parameter]
    [ValidateRange(1, 36500)]
    public int? RunRetentionDays { get; set; }

    /// <summary>A stack of the template of Export-GlacierTemplate that an administrator deployed, to be used as it is.</summary>
    [Parameter]
    public string? StackName { get; set; }

    /// <summary>A job queue that others made, to be used as it is.</summary>
    [Parameter]
    public string? JobQueue { get; set; }

    /// <summary>A job definition that others made, to be used as it is.</summary>
    [Parameter]
    public string? JobDefinition { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var file = ConfigurationPath is null ? null : GroupConfiguration.Read(Resolve(ConfigurationPath));
        var bucket = Bucket ?? (Service == ServiceKind.Batch ? file?.Bucket : null);
        var settings = Asked;
        settings = settings with
        {
            Service = Service,
            Aws = Aws with { AwsRegion = Aws.AwsRegion ?? file?.AwsRegion, ProfileName = Aws.ProfileName ?? file?.AwsProfile },
            Batch = OfAws(settings.Batch, file),
            Bucket = bucket is null ? null
                : Service == ServiceKind.Batch ? BucketAddress.Of(bucket, Resolve) : BucketFolder.Of(bucket, Resolve),
            BasePath = settings.BasePath ?? file?.BasePath,
            Workload = Workload is null ? null : Resolve(Workload),
            RegionCatalog = RegionCatalog is null ? null : Resolve(RegionCatalog),
            VCpu = settings.VCpu ?? file?.VCpu,
            MemoryMiB = settings.MemoryMiB ?? file?.MemoryMiB,
            TimeoutSeconds = settings.TimeoutSeconds ?? file?.TimeoutSeconds,
        };
        var environments = ModuleClient.Get().Environments;
        var watch = Watch($"Making {Name} ready");
        if (IsWhatIf)
        {
            foreach (var change in await environments.PlanAsync(Name, settings, watch, cancellationToken))
                await MayAsync($"{change.Resource} ({change.Type})", ActionOf(change));
        }

        if (!await MayAsync(Name, "Make the environment ready for jobs")) return;
        Emit(await environments.CreateAsync(Name, settings, watch, cancellationToken));
    }

    private static string ActionOf(PlannedChange change) => change.Detail is null ? change.Action : $"{change.Action} ({change.Detail})";

    private BatchSettings OfAws(BatchSettings asked, GroupConfiguration? file)
    {
        // Names of the file are those of what others made; whoever names parts of an environment of one's own wants one's own.
        var adopts = StackName is null && JobQueue is null && JobDefinition is null && SubnetId is null && InstanceType is null;
        return asked with
        {
            SubnetIds = SubnetId,
            SecurityGroupIds = SecurityGroupId,
            PermissionsBoundary = PermissionsBoundary,
            ServiceRole = ServiceRole,
            BucketKeyArn = BucketKeyArn,
            LogRetentionDays = LogRetentionDays,
            ManageLifecycle = ManageLifecycle,
            RunRetentionDays = RunRetentionDays,
            StackName = StackName,
            JobQueue = JobQueue ?? (adopts ? file?.JobQueue : null),
            JobDefinition = JobDefinition ?? (adopts ? file?.JobDefinition : null),
            ComputeEnvironment = adopts ? file?.ComputeEnvironment : null,
        };
    }
}
