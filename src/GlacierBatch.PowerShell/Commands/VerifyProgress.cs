using System.Management.Automation;
using GlacierBatch.Core.Outputs;

namespace GlacierBatch.PowerShell.Commands;

/// <summary>Shows how far a verification is: verdicts, how many of them are no pass, pace and what is left.</summary>
/// <param name="show">Shows it.</param>
/// <param name="time">The clock of pace and bar.</param>
internal sealed class VerifyProgress(Action<ProgressRecord> show, TimeProvider time)
{
    /// <summary>What is done.</summary>
    public const string Activity = "Verifying outputs";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _started = time.GetTimestamp();
    private TimeSpan _shown = TimeSpan.Zero;
    private int _total;
    private int _judged;
    private int _bad;

    /// <summary>So many more outputs are to be judged.</summary>
    public void Expect(int count) => _total += count;

    /// <summary>One was judged.</summary>
    public void Add(Verdict verdict)
    {
        _judged++;
        if (verdict.Status != CheckStatus.Passed) _bad++;
        var elapsed = time.GetElapsedTime(_started);

        // What is done at once needs no bar.
        if (elapsed - _shown < Interval) return;
        _shown = elapsed;
        var (pace, all) = (_judged / elapsed.TotalSeconds, Math.Max(_total, _judged));
        show(new ProgressRecord(0, Activity, FormattableString.Invariant(
            $"{_judged} of {all} verified, {_bad} did not pass, {pace * 60:0} a minute"))
        {
            CurrentOperation = verdict.JobId ?? verdict.Region,
            PercentComplete = _judged * 100 / all,
            SecondsRemaining = (int)Math.Min((all - _judged) / pace, int.MaxValue),
        });
    }

    /// <summary>Nothing more is judged.</summary>
    public void End()
    {
        if (_shown > TimeSpan.Zero) show(new ProgressRecord(0, Activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
