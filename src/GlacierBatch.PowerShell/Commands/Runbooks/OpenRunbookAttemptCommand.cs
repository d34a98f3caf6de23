using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Begins an attempt at a step, or goes on with the open one; emits nothing where the step is GO. For the runbooks.</summary>
[Cmdlet(VerbsCommon.Open, "RunbookAttempt")]
[OutputType(typeof(CheckpointSession))]
public sealed class OpenRunbookAttemptCommand : AsyncCmdlet
{
    /// <summary>The environment.</summary>
    [Parameter(Mandatory = true)]
    public string? Environment { get; set; }

    /// <summary>What the step's file declares.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Step { get; set; } = new Hashtable();

    /// <summary>What the plan's file declares.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Plan { get; set; } = new Hashtable();

    /// <summary>What the attempt is told.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Setting { get; set; } = new Hashtable();

    /// <summary>Whether a step that is GO is run again.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(Environment, cancellationToken);
        var (step, plan) = (StepDeclaration.ReadStep(Step), StepDeclaration.ReadPlan(Plan));
        var session = await client.Checkpoints.BeginAsync(
            environment, step, plan, RunbookTables.Settings(Setting), Force, Tell, cancellationToken);
        if (session is null)
        {
            Tell($"Step {step.Step} of {environment.Name} is GO, and is not run again without -Force.");
            return;
        }

        Tell(session.IsResumed
            ? $"Attempt {session.Attempt} at step {step.Step} of {environment.Name} is gone on with."
            : $"Attempt {session.Attempt} at step {step.Step} of {environment.Name} is begun.");
        foreach (var text in session.Say()) Warn(text);
        Emit(session);
    }
}
