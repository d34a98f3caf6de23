using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell;

/// <summary>A cmdlet that says what an environment gives its jobs: what stays unsaid stays as it is, or becomes the default.</summary>
public abstract class EnvironmentCmdlet : AwsCmdlet
{
    /// <summary>The prefix of outputs in the bucket.</summary>
    [Parameter]
    public string? BasePath { get; set; }

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

    /// <summary>How machines are bought for runs that do not say so. Fargate's queues are made once it is asked for.</summary>
    [Parameter]
    public PurchaseOption? Compute { get; set; }

    /// <summary>EC2 instance types; by default r6i, r5, r7i large to 2xlarge and m6i, m5 xlarge to 2xlarge.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(InstanceTypeCompleter))]
    public string[]? InstanceType { get; set; }

    /// <summary>An image as repository@sha256:digest, where it is not one that Publish-GlacierImage published.</summary>
    [Parameter]
    public string? Image { get; set; }

    /// <summary>Keeps the image repository when the environment is removed.</summary>
    [Parameter]
    public SwitchParameter KeepImage { get; set; }

    /// <summary>Makes changes that replace or restart what jobs run on, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>What was asked of it.</summary>
    protected EnvironmentSettings Asked => new()
    {
        BasePath = BasePath,
        VCpu = VCpu,
        MemoryMiB = MemoryMiB,
        TimeoutSeconds = TimeoutSeconds,
        MaxvCpu = MaxvCpu,
        MaxAttempts = MaxAttempts,
        Batch = new BatchSettings
        {
            Compute = Compute,
            InstanceTypes = InstanceType,
            Image = Image,
            KeepImage = MyInvocation.BoundParameters.ContainsKey(nameof(KeepImage)) ? (bool)KeepImage : null,
            Force = Force,
        },
    };
}
