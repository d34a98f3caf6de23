using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Services.Batch.Images;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>
/// Builds one of the module's images and pushes it; as long as the environment's roles are young, a push that is refused is tried again.
/// For the runbooks.
/// </summary>
[Cmdlet(VerbsData.Publish, "RunbookImage")]
[OutputType(typeof(PublishedImage))]
public sealed class PublishRunbookImageCommand : AsyncCmdlet
{
    private const int ActivityId = 8;

    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The image of the first checkpoint instead of the processor's.</summary>
    [Parameter]
    public SwitchParameter Hello { get; set; }

    /// <summary>The program that builds.</summary>
    [Parameter]
    public EngineKind? Engine { get; set; }

    /// <summary>What the Dockerfile's arguments are set to.</summary>
    [Parameter]
    public Hashtable BuildArgument { get; set; } = [];

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        var client = ModuleClient.Get();
        var environment = await client.Environments.GetAsync(session.Environment.Name, cancellationToken);
        var request = PublishGlacierImageCommand.Request(null, Hello, BuildArgument) with { Engine = Engine };
        try
        {
            Emit(await client.Images.PublishPatientlyAsync(environment, request, Told, cancellationToken));
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
        new(ActivityId, "Publishing an image", text) { RecordType = type };
}
