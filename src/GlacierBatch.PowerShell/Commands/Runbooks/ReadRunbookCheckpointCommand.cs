using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits how steps stand, or all attempts at them. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookCheckpoint")]
[OutputType(typeof(Checkpoint))]
public sealed class ReadRunbookCheckpointCommand : AsyncCmdlet
{
    /// <summary>The environment; by default the only one there is.</summary>
    [Parameter]
    public string? Environment { get; set; }

    /// <summary>What the steps' files declare.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary[] Step { get; set; } = [];

    /// <summary>What the plan's file declares.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Plan { get; set; } = new Hashtable();

    /// <summary>Every attempt, also those that were set aside.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(string.IsNullOrEmpty(Environment) ? null : Environment, cancellationToken);
        var (steps, plan) = (Step.Select(StepDeclaration.ReadStep).ToList(), StepDeclaration.ReadPlan(Plan));
        var found = All
            ? await client.Checkpoints.ReadAttemptsAsync(environment, steps, plan, cancellationToken)
            : await client.Checkpoints.ReadAsync(environment, steps, plan, cancellationToken);
        foreach (var checkpoint in found) Emit(checkpoint);
    }
}
