using System.Management.Automation;
using GlacierBatch.Core.Runs;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Waits for jobs, and emits each as it ends. Ctrl-C ends the waiting; the jobs run on.</summary>
[Cmdlet(VerbsLifecycle.Wait, "GlacierJob", DefaultParameterSetName = JobSet)]
[OutputType(typeof(Job))]
public sealed class WaitGlacierJobCommand : JobCmdlet
{
    private const string Activity = "Waiting for glacier jobs";
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<Job> _jobs = [];
    private Job? _waiting;
    private TimeSpan _shown = -ProgressInterval;

    /// <summary>How long to wait, in seconds; as long as it takes by default.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public double? Timeout { get; set; }

    /// <summary>How long a change by another session may go unnoticed, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.05, 3600)]
    public double PollInterval { get; set; } = 1;

    /// <inheritdoc/>
    protected override async Task ProcessAsync(CancellationToken cancellationToken) =>
        _jobs.AddRange(await FindJobsAsync(cancellationToken));

    /// <inheritdoc/>
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        _waiting = _jobs.Find(job => !job.Status.IsEnded());
        var ended = ModuleClient.Get().Runs.WaitAsync(
            _jobs, Timeout is { } seconds ? TimeSpan.FromSeconds(seconds)
                : null, TimeSpan.FromSeconds(PollInterval), ShowProgress, cancellationToken);
        await foreach (var job in ended) Emit(job);
        _waiting = null;
        Show(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }

    /// <inheritdoc/>
    protected override string? PartingWord => _waiting is { } job
        ? $"This ended no job. Wait-GlacierJob -RunName {job.RunName} -Environment {job.Environment} goes on; Stop-GlacierJob ends them."
        : null;

    /// <summary>How to come back after Ctrl-C.</summary>
    private string ComeBack() =>
        $"Ctrl-C leaves the jobs; Wait-GlacierJob -RunName {_jobs[0].RunName} -Environment {_jobs[0].Environment} goes on.";

    private void ShowProgress(WaitProgress progress)
    {
        if (progress.Ended < progress.Total && progress.Elapsed - _shown < ProgressInterval) return;
        _shown = progress.Elapsed;
        var rate = progress.Elapsed > TimeSpan.Zero ? progress.Ended / progress.Elapsed.TotalMinutes : 0;
        var states = string.Join(
            ", ", progress.States.Reverse().Select(state => FormattableString.Invariant($"{state.Value} {state.Key}")));
        Show(new ProgressRecord(0, Activity, FormattableString.Invariant(
            $"{progress.Ended} of {progress.Total} ended, {rate:0.0} a minute: {states}"))
        {
            CurrentOperation = progress.Cause ?? ComeBack(),
            PercentComplete = progress.Total == 0 ? 100 : progress.Ended * 100 / progress.Total,
            SecondsRemaining = progress.Remaining is { } left ? (int)Math.Min(left.TotalSeconds, int.MaxValue) : -1,
        });
    }
}
