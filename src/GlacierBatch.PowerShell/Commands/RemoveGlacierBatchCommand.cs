using System.Management.Automation;
using GlacierBatch.Core.Environments;
using GlacierBatch.PowerShell.Arguments;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Tears an environment down: its jobs are stopped, and it is forgotten. The bucket and its data stay.</summary>
[Cmdlet(VerbsCommon.Remove, "GlacierBatch", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveGlacierBatchCommand : AwsCmdlet
{
    /// <summary>The environment.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [NamesOf("Name", Wanted = "an environment")]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string[] Environment { get; set; } = [];

    /// <summary>Keeps the image repository with its images.</summary>
    [Parameter]
    public SwitchParameter KeepImage { get; set; }

    /// <summary>Does not ask.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var environments = ModuleClient.Get().Environments;
        foreach (var name in Environment)
        {
            var environment = await environments.GetForRemovalAsync(name, Aws, cancellationToken);
            var open = environments.CountOpenJobs(environment);
            var action = open == 0 ? "Remove the environment" : $"Stop {open} jobs and remove the environment";
            if (!(Force && !IsWhatIf) && !await MayAsync($"{environment.Name} (its bucket {environment.Bucket} stays)", action)) continue;
            var removal = new RemovalSettings { KeepImage = MyInvocation.BoundParameters.ContainsKey(nameof(KeepImage))
                ? (bool)KeepImage : null };
            await environments.RemoveAsync(environment, removal, Watch($"Removing {environment.Name}"), cancellationToken);
            Tell($"The environment {environment.Name} is removed; its data stays in {environment.Bucket}.");
        }
    }
}
