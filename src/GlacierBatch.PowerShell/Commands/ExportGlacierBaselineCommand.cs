using System.Management.Automation;
using GlacierBatch.Core;
using GlacierBatch.Core.Outputs.Baselines;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Freezes the known-good output of jobs into one JSON file, to compare later outputs with. All of it is proved first.</summary>
[Cmdlet(VerbsData.Export, "GlacierBaseline", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType(typeof(BaselineSummary))]
public sealed class ExportGlacierBaselineCommand : JobCmdlet
{
    private readonly List<BaselineTask> _tasks = [];
    private int _unproved;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true)]
    public string Path { get; set; } = "";

    /// <summary>Keeps the pixels too, so that Test-GlacierOutput -Tolerance can measure differences.</summary>
    [Parameter]
    public SwitchParameter IncludePixels { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override Task BeginAsync(CancellationToken cancellationToken)
    {
        // Before hours of reading, not after them.
        var path = ResolveNew(Path);
        if (Force || !File.Exists(path)) return Task.CompletedTask;
        throw new GlacierBatchException(ErrorKind.AlreadyExists, "BaselineExists", $"There is a file {path} already.",
            "Give another -Path, or -Force to replace it.", path);
    }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await FindJobsAsync(cancellationToken))
        {
            try
            {
                _tasks.Add(await ModuleClient.Get().Outputs.FreezeAsync(job, IncludePixels, cancellationToken));
            }
            catch (Exception fault) when (ErrorRecords.IsOurs(fault))
            {
                _unproved++;
                Report(fault, job);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var path = Resolve(Path);
        if (_unproved > 0 || _tasks.Count == 0)
        {
            throw new GlacierBatchException(ErrorKind.InvalidData, "BaselineNotWritten", _tasks.Count + _unproved == 0
                ? "There was no job to freeze, and no baseline was written."
                : $"{_unproved} of {_tasks.Count + _unproved} jobs could not be frozen, and no baseline was written.",
                "Leave those jobs out, or mend them.", path);
        }

        if (!await MayAsync(path, $"Write a baseline of {_tasks.Count} tasks")) return;
        Emit(await BaselineFile.WriteAsync(path, ModuleClient.Get().Outputs.ToBaseline(_tasks), Force, cancellationToken));
    }
}
