using System.Management.Automation;
using GlacierBatch.PowerShell.Completion;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Sets the attempts at a step aside, so that it begins anew. They stay in the bucket as evidence.</summary>
[Cmdlet(VerbsCommon.Reset, "GlacierCheckpoint", SupportsShouldProcess = true)]
public sealed class ResetGlacierCheckpointCommand : AsyncCmdlet
{
    /// <summary>The steps, by number.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, 99)]
    [ArgumentCompleter(typeof(StepCompleter))]
    public int[] Step { get; set; } = [];

    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(EnvironmentCompleter))]
    public string? Environment { get; set; }

    /// <summary>Why, for whoever reads the attempts later.</summary>
    [Parameter]
    public string Reason { get; set; } = "It was reset.";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(string.IsNullOrEmpty(Environment) ? null : Environment, cancellationToken);
        foreach (var step in Step)
        {
            if (!await MayAsync($"step {step} of {environment.Name}", "Set its attempts aside")) continue;
            var count = await client.Checkpoints.ResetAsync(environment, step, Reason, cancellationToken);
            Tell($"{count} attempts at step {step} of {environment.Name} no longer count; they stay in the bucket.");
        }
    }
}
