using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Environments;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Work of a checkpoint's step that takes its time: what it tells is shown as it comes.</summary>
public abstract class RunbookWorkCommand : AsyncCmdlet
{
    private const int ActivityId = 8;

    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>What is shown to be done.</summary>
    private protected abstract string Activity { get; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        // Publishing has changed the record since the session was begun.
        var environment = await ModuleClient.Get().Environments.GetAsync(session.Environment.Name, cancellationToken);
        try
        {
            Emit(await WorkAsync(session, environment, Told, cancellationToken));
        }
        finally
        {
            Show(Progress("Ended", ProgressRecordType.Completed));
        }
    }

    /// <summary>Does the work.</summary>
    /// <returns>What is emitted.</returns>
    private protected abstract Task<object> WorkAsync(
        CheckpointSession session, GlacierEnvironment environment, Action<string> told, CancellationToken cancellationToken);

    private void Told(string text)
    {
        Tell(text);
        Show(Progress(text.Length == 0 ? " " : text, ProgressRecordType.Processing));
    }

    private ProgressRecord Progress(string text, ProgressRecordType type) => new(ActivityId, Activity, text) { RecordType = type };
}
