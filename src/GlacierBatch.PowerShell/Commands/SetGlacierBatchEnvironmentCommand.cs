using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Changes what an environment's future runs are given.</summary>
[Cmdlet(VerbsCommon.Set, "GlacierBatchEnvironment", SupportsShouldProcess = true)]
[OutputType(typeof(GlacierEnvironment))]
public sealed class SetGlacierBatchEnvironmentCommand : AwsCmdlet
{
    /// <summary>The environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Environment")]
    [NamesOf("Name", "Environment", Wanted = "an environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The prefix of outputs in the bucket.</summary>
    [Parameter]
    public string? BasePath { get; set; }

    /// <summary>Processors of a task.</summary>
    [Parameter]
    public double? VCpu { get; set; }

    /// <summary>Memory of a task in MiB.</summary>
    [Parameter]
    public int? MemoryMiB { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Processors of all tasks at a time.</summary>
    [Parameter]
    public double? MaxvCpu { get; set; }

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    [Parameter]
    public int? MaxAttempts { get; set; }

    /// <summary>How machines are bought for runs that do not say so.</summary>
    [Parameter]
    public PurchaseOption? Compute { get; set; }

    /// <summary>EC2 instance types.</summary>
    [Parameter]
    public string[]? InstanceType { get; set; }

    /// <summary>An image as repository@sha256:digest, where it is not one that Publish-GlacierImage published.</summary>
    [Parameter]
    public string? Image { get; set; }

    /// <summary>Whether the image repository stays when the environment is removed.</summary>
    [Parameter]
    public SwitchParameter KeepImage { get; set; }

    /// <summary>Makes changes that replace or restart what jobs run on, too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var settings = new EnvironmentSettings
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
        foreach (var name in Name)
        {
            if (!await MayAsync(name, "Change the environment")) continue;
            var environments = ModuleClient.Get().Environments;
            var environment = await environments.GetAsync(name, null, Aws, cancellationToken);
            Emit(await environments.SetAsync(environment.Name, settings, Watch($"Changing {environment.Name}"), cancellationToken));
        }
    }
}
