using System.Management.Automation;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Submits again what failed, as a new run with the scripts of today.</summary>
[Cmdlet(VerbsLifecycle.Restart, "GlacierJob", SupportsShouldProcess = true, DefaultParameterSetName = JobSet)]
[OutputType(typeof(Job))]
public sealed class RestartGlacierJobCommand : JobCmdlet
{
    private readonly List<Job> _jobs = [];

    /// <summary>Processors of a task.</summary>
    [Parameter]
    public double? VCpu { get; set; }

    /// <summary>Memory of a task in MiB.</summary>
    [Parameter]
    public int? MemoryMiB { get; set; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    [Parameter]
    public int? TimeoutSeconds { get; set; }

    /// <summary>How the machines are bought; by default as before. Refused by an environment of this machine.</summary>
    [Parameter]
    public PurchaseOption? Compute { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await FindJobsAsync(cancellationToken))
        {
            if (job.Status != JobStatus.FAILED) Tell($"{job.JobId} is {job.Status}, and only what failed is restarted.");
            else if (await MayAsync($"{job.JobId} ({job.JobName})", "Restart")) _jobs.Add(job);
        }
    }

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var runs = ModuleClient.Get().Runs;
        var overrides = new RunOverrides(VCpu, MemoryMiB, TimeoutSeconds, Compute);
        foreach (var plan in await runs.PlanAgainAsync(await FindStillFailedAsync(cancellationToken), overrides, cancellationToken))
        {
            foreach (var job in await runs.SubmitAsync(plan, start: true, cancellationToken)) Emit(job);
        }
    }

    /// <summary>A task that was restarted already, and runs or has succeeded, is not run once more.</summary>
    private async Task<IReadOnlyList<Job>> FindStillFailedAsync(CancellationToken cancellationToken)
    {
        var failed = new List<Job>();
        foreach (var group in _jobs.GroupBy(job => job.Environment))
        {
            var newest = await ModuleClient.Get().Runs.ReadNewestAsync(group.Key, null, cancellationToken);
            var byName = newest.ToDictionary(job => job.JobName, StringComparer.Ordinal);
            foreach (var job in group)
            {
                var last = byName.GetValueOrDefault(job.JobName, job);
                if (last.Status == JobStatus.FAILED) failed.Add(job);
                else Tell($"{job.JobId} was submitted again as {last.JobId}, which is {last.Status}.");
            }
        }

        return failed;
    }
}
