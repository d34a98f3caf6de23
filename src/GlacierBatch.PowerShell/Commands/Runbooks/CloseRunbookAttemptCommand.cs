using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Checkpoints.Pages;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Decides an attempt by what was measured, writes its documents, and emits the checkpoint. For the runbooks.</summary>
[Cmdlet(VerbsCommon.Close, "RunbookAttempt")]
[OutputType(typeof(Checkpoint))]
public sealed class CloseRunbookAttemptCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>What the files of all steps declare.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary[] Step { get; set; } = [];

    /// <summary>What the plan's file declares.</summary>
    [Parameter(Mandatory = true)]
    public IDictionary Plan { get; set; } = new Hashtable();

    /// <summary>The folder of the documents, or the status document itself.</summary>
    [Parameter(Mandatory = true)]
    public string StatusPath { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        var client = ModuleClient.Get();
        var checkpoints = client.Checkpoints;
        var plan = StepDeclaration.ReadPlan(Plan);
        var steps = Step.Select(StepDeclaration.ReadStep).ToList();
        foreach (var text in session.Say()) Warn(text);
        var decided = await checkpoints.ConcludeAsync(session, plan, cancellationToken);
        var all = await checkpoints.ReadAsync(session.Environment, steps, plan, cancellationToken);
        var attempts = await checkpoints.ReadAttemptsAsync(
            session.Environment, [.. steps.Where(each => each.Step == decided.Step)], plan, cancellationToken);
        // The step may have changed it: its image, its size.
        var environment = await client.Environments.GetAsync(session.Environment.Name, cancellationToken);
        var documents = CheckpointDocuments.Of(environment, decided, attempts, all);
        Emit(decided with { Documents = await WriteAsync(documents, cancellationToken) });
    }

    /// <summary>What was decided stands in the bucket, whether or not its pages can be written here.</summary>
    private async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<CheckpointDocument> documents, CancellationToken cancellationToken)
    {
        try
        {
            var written = await DocumentFolder.WriteAsync(Resolve(StatusPath), documents, cancellationToken);
            foreach (var path in written) Tell($"Wrote {path}.");
            return written;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Warn($"The pages about it could not be written to {StatusPath}: {fault.Message}");
            return [];
        }
    }
}
