using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Results;

/// <summary>
/// What became of a task: written once, last of all, when everything it names is in the store. No record: not done.
/// </summary>
public sealed record TaskResult
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The run.</summary>
    public required string Run { get; init; }

    /// <summary>The task's position in the run's manifest.</summary>
    public required int Index { get; init; }

    /// <summary>The region's name.</summary>
    public required string Region { get; init; }

    /// <summary>The imagery.</summary>
    public required Satellite Satellite { get; init; }

    /// <summary>The first day.</summary>
    public required DateOnly Start { get; init; }

    /// <summary>The last day, included.</summary>
    public required DateOnly End { get; init; }

    /// <summary>The attempt that ended it, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>How it ended.</summary>
    public required TaskOutcome Outcome { get; init; }

    /// <summary>The cause in one line, where it did not succeed.</summary>
    public string? Reason { get; init; }

    /// <summary>The runner's exit code; see <see cref="ExitCodes"/>.</summary>
    public required int ExitCode { get; init; }

    /// <summary>The script's own exit code, or null where it was not run to its end.</summary>
    public int? ScriptExitCode { get; init; }

    /// <summary>When the attempt began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }

    /// <summary>Where its time went.</summary>
    public required TaskTimings Timings { get; init; }

    /// <summary>The most memory that the script's process tree was seen to hold at a time, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>What was published.</summary>
    public required IReadOnlyList<OutputFile> Outputs { get; init; }

    /// <summary>The raw tiles that the script downloaded.</summary>
    public required IReadOnlyList<RawTile> RawTiles { get; init; }

    /// <summary>Scenes known to have been lost on the way, by name.</summary>
    public required IReadOnlyList<string> LostScenes { get; init; }

    /// <summary>The last lines of the log.</summary>
    public required IReadOnlyList<string> LastLines { get; init; }

    /// <summary>The service's id of the job, where it has one of its own.</summary>
    public string? JobId { get; init; }

    /// <summary>Where the files lie that the script itself logged to.</summary>
    public IReadOnlyList<string> ScriptLogs { get; init; } = [];

    /// <summary>What made it.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>Reads a record, and refuses what no runner of ours would write before any of it becomes a path.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="key">Where it lies, for the message.</param>
    /// <exception cref="InvalidDataException">It is cut off, of another shape, or names what cannot be an output.</exception>
    public static TaskResult Read(ReadOnlyMemory<byte> content, string key)
    {
        var result = Documents.Read(content, ContractJson.Default.TaskResult, CurrentFormat, key);
        void Require(bool holds, string fault)
        {
            if (!holds) throw new InvalidDataException($"The result record {key} cannot be used: {fault}.");
        }

        Require(Enum.IsDefined(result.Outcome) && Enum.IsDefined(result.Satellite), "its outcome or satellite is unknown");
        Require(result.Start <= result.End, "its dates are reversed");
        Require(result.RawTiles.All(tile => tile is not null), "a raw tile is empty");
        Require(IsPlace(key, result), "it is of another task");
        foreach (var output in result.Outputs)
        {
            Require(output is not null && Enum.IsDefined(output.Kind), "an output is empty or of an unknown kind");
            Require(ObjectKey.FindFault(output?.Key) is null, $"an output's key cannot be used, {ObjectKey.FindFault(output?.Key)}");
            Require(ObjectKey.FindFault(output?.Path) is null, $"an output's path cannot be used, {ObjectKey.FindFault(output?.Path)}");
        }

        return result.Reason is { } reason ? result with { Reason = OneLine.Of(reason) } : result;
    }

    /// <summary>Whether a key is the one of the task's result, or of a note on one of its attempts.</summary>
    private static bool IsPlace(string key, TaskResult result) => key == StoreLayout.Result(result.Run, result.ToTask())
        || key.StartsWith(StoreLayout.Attempts(result.Run, result.ToTask()), StringComparison.Ordinal);

    /// <summary>The task by itself.</summary>
    public GlacierTask ToTask() => new(Region, Satellite, new DateWindow(Start, End));
}
