using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Puts the scripts where tasks fetch them.</summary>
[Cmdlet(VerbsData.Publish, "GlacierWorkload", SupportsShouldProcess = true)]
[OutputType(typeof(GlacierEnvironment))]
public sealed class PublishGlacierWorkloadCommand : AsyncCmdlet
{
    /// <summary>The folder that holds 1_download_merge_and_clip.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string Path { get; set; } = "";

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true)]
    [NamesOf("Name", "Environment", Wanted = "an environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[]? Environment { get; set; }

    /// <summary>A region catalogue that takes the place of the one that the workload carries.</summary>
    [Parameter]
    public string? RegionCatalog { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var environments = ModuleClient.Get().Environments;
        var settings = new EnvironmentSettings
        {
            Workload = Resolve(Path),
            RegionCatalog = RegionCatalog is null ? null : Resolve(RegionCatalog),
        };
        foreach (var named in Environment ?? [null!])
        {
            var environment = await environments.GetAsync(named, cancellationToken);
            if (!await MayAsync(environment.Name, $"Publish the workload {settings.Workload}")) continue;
            Emit(await environments.SetAsync(environment.Name, settings, cancellationToken));
        }
    }
}
