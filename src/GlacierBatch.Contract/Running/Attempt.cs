using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Running;

/// <summary>How far an attempt has come.</summary>
/// <param name="Started">When it began.</param>
/// <param name="StartedTimestamp">The same on the monotonic clock, which no jump of the wall clock touches.</param>
internal sealed record Attempt(DateTimeOffset Started, long StartedTimestamp)
{
    private const int SignalExitBase = 128;

    public AttemptFolders? Folders { get; init; }

    public string? Workload { get; init; }

    public TemplateChoice Template { get; init; }

    public long? Prepared { get; init; }

    public ProcessOutcome? Process { get; init; }

    public long? ScriptEnded { get; init; }

    public IReadOnlyList<CollectedFile> Files { get; init; } = [];

    /// <summary>What is in the store already.</summary>
    public PublishedFiles Published { get; init; } = new();

    /// <summary>What this attempt's files are in the store, once all of them are.</summary>
    public IReadOnlyList<OutputFile> Outputs { get; init; } = [];

    /// <summary>Whether there was no time left to publish all of them.</summary>
    public bool IsUnpublished { get; init; }

    /// <summary>The raw tiles, as far as they are known.</summary>
    public IReadOnlyList<RawTile> RawTiles { get; init; } = [];

    public IReadOnlyList<string> ScriptLogs { get; init; } = [];

    public IReadOnlyList<string> LostScenes { get; init; } = [];

    public TaskOutcome Outcome { get; private init; } = TaskOutcome.Infrastructure;

    public string? Reason { get; private init; }

    /// <summary>Whether the script was ended before its own end, and may have left something half written.</summary>
    public bool WasCutOff => Process is { End: not ProcessEnd.Exited } or { ExitCode: >= SignalExitBase };

    public Attempt Ended(TaskOutcome outcome, string? reason) => this with
    {
        Outcome = outcome,
        Reason = reason is null ? null : OneLine.Of(reason),
    };

    public TaskTimings Timings(TimeProvider time)
    {
        var now = time.GetTimestamp();
        double Seconds(long from, long to) => Math.Round(time.GetElapsedTime(from, to).TotalSeconds, 3);
        var prepared = Prepared ?? now;
        var ended = ScriptEnded ?? now;
        return new TaskTimings(Seconds(StartedTimestamp, prepared), Seconds(prepared, ended), Seconds(ended, now));
    }
}
