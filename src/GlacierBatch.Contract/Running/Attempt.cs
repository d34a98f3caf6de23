using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>How far an attempt has come.</summary>
/// <param name="Started">When it began.</param>
/// <param name="StartedTimestamp">The same on the monotonic clock, which no jump of the wall clock touches.</param>
internal sealed record Attempt(DateTimeOffset Started, long StartedTimestamp)
{
    public AttemptFolders? Folders { get; init; }

    public string? Workload { get; init; }

    public TemplateChoice Template { get; init; }

    public long? Prepared { get; init; }

    public ProcessOutcome? Process { get; init; }

    public long? ScriptEnded { get; init; }

    public IReadOnlyList<CollectedFile> Files { get; init; } = [];

    public IReadOnlyList<string> LostScenes { get; init; } = [];

    public TaskOutcome Outcome { get; private init; } = TaskOutcome.Infrastructure;

    public string? Reason { get; private init; }

    public Attempt Ended(TaskOutcome outcome, string? reason) => this with { Outcome = outcome, Reason = reason };

    public TaskTimings Timings(TimeProvider time)
    {
        var now = time.GetTimestamp();
        double Seconds(long from, long to) => Math.Round(time.GetElapsedTime(from, to).TotalSeconds, 3);
        var prepared = Prepared ?? now;
        var ended = ScriptEnded ?? now;
        return new TaskTimings(Seconds(StartedTimestamp, prepared), Seconds(prepared, ended), Seconds(ended, now));
    }
}
