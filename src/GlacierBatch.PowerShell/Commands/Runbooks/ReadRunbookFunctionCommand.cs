using System.Management.Automation;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits a hash of a Lambda function's configuration, or 'none' where there is no such function. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookFunction")]
[OutputType(typeof(string))]
public sealed class ReadRunbookFunctionCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The function's name or ARN.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        Emit(await FunctionState.FindHashAsync(session.Environment, Name, cancellationToken) ?? "none");
    }
}
