using System.Management.Automation;
using GlacierBatch.Core.Outputs;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Copies what jobs published into a folder, and leaves what is there already.</summary>
[Cmdlet(VerbsData.Save, "GlacierOutput", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType(typeof(SavedFile))]
public sealed class SaveGlacierOutputCommand : JobCmdlet
{
    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true)]
    [Alias("Destination")]
    public string Path { get; set; } = "";

    /// <summary>Raw tiles too, where a run kept them.</summary>
    [Parameter]
    public SwitchParameter IncludeRawTiles { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var folder = Resolve(Path);
        foreach (var job in await FindJobsAsync(cancellationToken))
        {
            if (!await MayAsync($"{job.JobId} to {folder}", "Save the output")) continue;
            try
            {
                var files = ModuleClient.Get().Outputs.SaveAsync(
                    job, folder, IncludeRawTiles, new SaveProgress(Show, job), cancellationToken);
                await foreach (var file in files) Emit(file);
            }
            catch (Exception fault) when (ErrorRecords.IsOurs(fault))
            {
                Report(fault, job);
            }
        }
    }

    /// <inheritdoc/>
    protected override Task EndAsync(CancellationToken cancellationToken)
    {
        Show(new ProgressRecord(0, SaveProgress.Activity, "Done") { RecordType = ProgressRecordType.Completed });
        return Task.CompletedTask;
    }
}
