using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Probes;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Runs a job that tries whether tasks could run, and emits how it ended. For the runbooks.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RunbookProbe")]
[OutputType(typeof(ProbeResult))]
public sealed class InvokeRunbookProbeCommand : RunbookWorkCommand
{
    /// <summary>What is tried.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ProbeVerb Verb { get; set; }

    /// <summary>How long the job is waited for, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int PatienceSeconds { get; set; } = 2700;

    private protected override string Activity => "Trying a job";

    private protected override async Task<object> WorkAsync(
        CheckpointSession session, GlacierEnvironment environment, Action<string> told, CancellationToken cancellationToken) =>
        await ModuleClient.Get().Probes.RunAsync(
            environment, new ProbeRequest(Verb, session.NameOf("probe"), TimeSpan.FromSeconds(PatienceSeconds)), told, cancellationToken);
}
