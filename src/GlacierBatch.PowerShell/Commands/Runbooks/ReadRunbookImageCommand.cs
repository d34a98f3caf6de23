using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Services.Batch.Images;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits the environment's image as the registry knows it; nothing where it knows none. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookImage")]
[OutputType(typeof(StoredImage))]
public sealed class ReadRunbookImageCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        var client = ModuleClient.Get();
        // Publishing has changed the record since the session was begun.
        var environment = await client.Environments.GetAsync(session.Environment.Name, cancellationToken);
        if (await client.Images.FindAsync(environment, cancellationToken) is { } image) Emit(image);
    }
}
