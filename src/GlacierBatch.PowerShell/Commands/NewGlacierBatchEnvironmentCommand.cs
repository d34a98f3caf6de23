using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Makes a place ready for jobs, or converges one that exists.</summary>
[Cmdlet(VerbsCommon.New, "GlacierBatchEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(GlacierEnvironment))]
public sealed class NewGlacierBatchEnvironmentCommand : AwsCmdlet
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

    /// <summary>The prefix of outputs in the bucket.</summary>
    [Parameter]
    public string? BasePath { get; set; }

    /// <summary>The folder of scripts to publish.</summary>
    [Parameter]
    public string? Workload { get; set; }

    /// <summary>A region catalogue that takes the place of the one that the workload carries.</summary>
    [Parameter]
    public string? RegionCatalog { get; set; }

    /// <summary>Processors of a task.</summary>
    [Parameter]
    public double? VCpu { get; set; }

    /// <summary>Memory of a task in MiB; by default the size class of its region.</summary>
    [Parameter]
    public int? MemoryMiB { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Processors of all tasks at a time; by default the machine's.</summary>
    [Parameter]
    public double? MaxvCpu { get; set; }

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    [Parameter]
    public int? MaxAttempts { get; set; }

    /// <summary>The group's own aws_config.ini. A parameter beats it.</summary>
    [Parameter]
    public string? ConfigurationPath { get; set; }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var file = ConfigurationPath is null ? null : GroupConfiguration.Read(Resolve(ConfigurationPath));
        var settings = new EnvironmentSettings
        {
            Service = Service,
            Aws = Aws,
            Bucket = Bucket is null ? null : Service == ServiceKind.Batch ? BucketAddress.Of(Bucket, Resolve) : BucketFolder.Of(Bucket, Resolve),
            BasePath = BasePath ?? file?.BasePath,
            Workload = Workload is null ? null : Resolve(Workload),
            RegionCatalog = RegionCatalog is null ? null : Resolve(RegionCatalog),
            VCpu = VCpu ?? file?.VCpu,
            MemoryMiB = MemoryMiB ?? file?.MemoryMiB,
            TimeoutSeconds = TimeoutSeconds ?? file?.TimeoutSeconds,
            MaxvCpu = MaxvCpu,
            MaxAttempts = MaxAttempts,
        };
        if (!await MayAsync(Name, "Make the environment ready for jobs")) return;
        Emit(await ModuleClient.Get().Environments.CreateAsync(Name, settings, Warn, cancellationToken));
    }
}
