using System.Management.Automation;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Checkpoints;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>Emits the files that a job published, by its result record. For the runbooks.</summary>
[Cmdlet(VerbsCommunications.Read, "RunbookOutput")]
[OutputType(typeof(OutputFile))]
public sealed class ReadRunbookOutputCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The job.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public Job? Job { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        if (Session is null || Job is null) throw new InvalidOperationException("There is no session, or no job.");
        foreach (var file in await CheckpointClient.ReadOutputsAsync(Session.Environment, Job, cancellationToken)) Emit(file);
    }
}
