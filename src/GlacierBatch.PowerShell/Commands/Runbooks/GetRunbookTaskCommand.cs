using System.Management.Automation;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Checkpoints;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.PowerShell.Arguments;

namespace GlacierBatch.PowerShell.Commands.Runbooks;

/// <summary>The dry run: emits the tasks that Submit-GlacierJob would submit, by the same plan. For the runbooks.</summary>
[Cmdlet(VerbsCommon.Get, "RunbookTask")]
[OutputType(typeof(ManifestTask))]
public sealed class GetRunbookTaskCommand : AsyncCmdlet
{
    /// <summary>The session.</summary>
    [Parameter(Mandatory = true)]
    public CheckpointSession? Session { get; set; }

    /// <summary>The regions, by name.</summary>
    [Parameter(Mandatory = true)]
    public string[] Region { get; set; } = [];

    /// <summary>The imagery.</summary>
    [Parameter(Mandatory = true)]
    public Satellite Satellite { get; set; }

    /// <summary>The first day.</summary>
    [Parameter(Mandatory = true)]
    [DateArgument]
    public DateOnly StartDate { get; set; }

    /// <summary>The last day, included.</summary>
    [Parameter(Mandatory = true)]
    [DateArgument]
    public DateOnly EndDate { get; set; }

    /// <summary>Processors of a task.</summary>
    [Parameter]
    public double? VCpu { get; set; }

    /// <summary>Memory of a task in MiB.</summary>
    [Parameter]
    public int? MemoryMiB { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    public int? TimeoutSeconds { get; set; }

    /// <summary>How the machines are bought.</summary>
    [Parameter]
    public PurchaseOption? Compute { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        var session = Session ?? throw new InvalidOperationException("There is no session.");
        var request = new RunRequest
        {
            Regions = Region,
            Satellites = [Satellite],
            Window = new DateWindow(StartDate, EndDate),
            Compute = Compute,
            Overrides = new RunOverrides(VCpu, MemoryMiB, TimeoutSeconds),
        };
        var plan = await ModuleClient.Get().Runs.PlanAsync(session.Environment, request, cancellationToken);
        foreach (var task in plan.Manifest.Tasks) Emit(task);
    }
}
