using System.Management.Automation;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Stops jobs that have not ended.</summary>
[Cmdlet(VerbsLifecycle.Stop, "GlacierJob", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType(typeof(Job))]
public sealed class StopGlacierJobCommand : JobCmdlet
{
    private readonly List<Job> _jobs = [];

    /// <summary>Why, for the record.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = "Stopped by the user.";

    /// <summary>Emits the jobs as they stand then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await FindJobsAsync(cancellationToken))
        {
            if (job.Status.IsEnded()) Tell($"{job.JobId} has ended already.");
            else if (await MayAsync($"{job.JobId} ({job.JobName})", "Stop")) _jobs.Add(job);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var runs = ModuleClient.Get().Runs;
        await runs.StopAsync(_jobs, Reason, cancellationToken);
        if (!PassThru) return;
        foreach (var job in _jobs) Emit(await runs.GetAsync(job.JobId, isFresh: false, cancellationToken));
    }
}
