using System.Diagnostics;
using System.Management.Automation;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Shows how far the copying of a job's output is, a few times a second.</summary>
/// <param name="show">Shows it.</param>
/// <param name="job">The job.</param>
internal sealed class SaveProgress(Action<ProgressRecord> show, Job job) : IProgress<TransferProgress>
{
    /// <summary>What is done.</summary>
    public const string Activity = "Saving the output";

    private const double MegaBytes = 1e6;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _started = Stopwatch.GetTimestamp();
    private TimeSpan _shown = -Interval;

    /// <inheritdoc/>
    public void Report(TransferProgress value)
    {
        // The engine tells it of one piece after the other, never of two at the same time.
        var elapsed = Stopwatch.GetElapsedTime(_started);
        if (elapsed - _shown < Interval) return;
        _shown = elapsed;
        var megaBytes = value.Bytes / MegaBytes;
        show(new ProgressRecord(0, Activity, FormattableString.Invariant(
            $"{job.JobName}: {value.Files} files, {megaBytes:0} MB, {megaBytes / elapsed.TotalSeconds:0} MB/s")));
    }
}
