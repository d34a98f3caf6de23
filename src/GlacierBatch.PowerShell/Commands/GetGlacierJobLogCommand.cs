using System.Management.Automation;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Reads the log of jobs: what the script printed, what it wrote to its own log, and what the task runner adds.</summary>
[Cmdlet(VerbsCommon.Get, "GlacierJobLog", DefaultParameterSetName = JobSet)]
[OutputType(typeof(LogLine))]
public sealed class GetGlacierJobLogCommand : JobCmdlet
{
    /// <summary>Goes on until the job has ended.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Only so many of the last lines.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>Which attempt, from 1; the last by default.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Attempt { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken)
    {
        foreach (var job in await FindJobsAsync(cancellationToken))
        {
            try
            {
                await EmitAsync(job, Attempt ?? Math.Max(job.Attempts, 1), cancellationToken);
            }
            catch (Exception fault) when (ErrorRecords.IsOurs(fault))
            {
                Report(fault, job);
            }
        }
    }

    private async Task EmitAsync(Job job, int attempt, CancellationToken cancellationToken)
    {
        var runs = ModuleClient.Get().Runs;
        if (Follow)
        {
            await foreach (var line in runs.FollowLogAsync(job, attempt, Tail, cancellationToken)) Emit(line);
            return;
        }

        var isEmpty = true;
        await foreach (var line in runs.ReadLogAsync(job, attempt, Tail, cancellationToken))
        {
            isEmpty = false;
            Emit(line);
        }

        if (isEmpty && Tail != 0) Warn($"{job.JobId} is {job.Status} and has no log of attempt {attempt}.");
    }
}
