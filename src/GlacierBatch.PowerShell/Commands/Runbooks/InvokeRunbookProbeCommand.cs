using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Probes;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Runs a job that tries whether tasks could run, and emits how it ended. For the runbooks.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "RunbookProbe")]
[OutputType(typeof(ProbeResult))]
public sealed class InvokeRunbookProbeCommand : AsyncCmdlet
{
    private const int ActivityId = 8;

    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>What is tried.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ProbeVerb Verb { get; set; }

    /// <summary>How long the job is waited for, in seconds.</summary>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int PatienceSeconds { get; set; } = 2700;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        var client = ModuleClient.Get();
        // Publishing has changed the record since the session was begun.
        var environment = await client.Environments.GetAsync(session.Environment.Name, cancellationToken);
        var request = new ProbeRequest(Verb, session.NameOf("probe"), TimeSpan.FromSeconds(PatienceSeconds));
        try
        {
            Emit(await client.Probes.RunAsync(environment, request, Told, cancellationToken));
        }
        finally
        {
            Show(Progress("Ended", ProgressRecordType.Completed));
        }
    }

    private void Told(string text)
    {
        Tell(text);
        Show(Progress(text.Length == 0 ? " " : text, ProgressRecordType.Processing));
    }

    private static ProgressRecord Progress(string text, ProgressRecordType type) =>
        new(ActivityId, "Trying a job", text) { RecordType = type };
}
