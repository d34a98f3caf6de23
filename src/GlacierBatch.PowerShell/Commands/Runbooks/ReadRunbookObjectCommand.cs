using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits a small object of the bucket with its text, once it is there; nothing where it does not come. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookObject")]
[OutputType(typeof(BucketText))]
public sealed class ReadRunbookObjectCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The object.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Key { get; set; } = "";

    /// <summary>How long it is waited for, in seconds.</summary>
    [Parameter]
    [ValidateRange(0, 3600)]
    public int TimeoutSeconds { get; set; } = 60;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        if (await ModuleClient.Get().Checkpoints.FindTextAsync(
            session.Environment, Key, TimeSpan.FromSeconds(TimeoutSeconds), cancellationToken) is { } found) Emit(found);
    }
}
