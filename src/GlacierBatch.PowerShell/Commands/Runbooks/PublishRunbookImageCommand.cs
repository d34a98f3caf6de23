using System.Collections;
using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Services.Batch.Images;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>
/// Builds one of the module's images and pushes it; as long as the environment's roles are young, a push that is refused is tried again.
/// For the runbooks.
/// </summary>
[Cmdlet(VerbsData.Publish, "RunbookImage")]
[OutputType(typeof(PublishedImage))]
public sealed class PublishRunbookImageCommand : RunbookWorkCommand
{
    /// <summary>The image of the first checkpoint instead of the processor's.</summary>
    [Parameter]
    public SwitchParameter Hello { get; set; }

    /// <summary>The program that builds.</summary>
    [Parameter]
    public EngineKind? Engine { get; set; }

    /// <summary>What the Dockerfile's arguments are set to.</summary>
    [Parameter]
    public Hashtable BuildArgument { get; set; } = [];

    private protected override string Activity => "Publishing an image";

    private protected override async Task<object> WorkAsync(
        CheckpointSession session, GlacierEnvironment environment, Action<string> told, CancellationToken cancellationToken)
    {
        var request = PublishGlacierImageCommand.Request(null, Hello, BuildArgument) with { Engine = Engine };
        return await ModuleClient.Get().Images.PublishPatientlyAsync(environment, request, told, cancellationToken);
    }
}
