using System.Globalization;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Contract.Results;

/// <summary>
/// How a task ended, told by the key of an empty object beside its result record: a listing, a thousand a page, tells who of ten
/// thousand has ended and how. The record is the truth; where a mark is missing, the record is read.
/// </summary>
/// <param name="Index">The task's position in the run.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Attempt">Which attempt spoke for it, from 1.</param>
/// <param name="Started">When that attempt began, to the millisecond.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="PeakMemoryBytes">The most memory that it held at a time, in bytes.</param>
public sealed record EndMark(
    int Index, TaskOutcome Outcome, int Attempt, DateTimeOffset Started, DateTimeOffset Ended, long PeakMemoryBytes)
{
    private const int Parts = 6;

    /// <summary>The mark of a result.</summary>
    public static EndMark Of(TaskResult result) => new(
        result.Index, result.Outcome, result.Attempt, Whole(result.Started), Whole(result.Ended), result.PeakMemoryBytes);

    /// <summary>Its key: <c>runs/RUN/ended/INDEX.OUTCOME.ATTEMPT.STARTED.ENDED.PEAK</c>, times in milliseconds since 1970.</summary>
    public string ToKey(string run) => string.Create(CultureInfo.InvariantCulture,
        $"{StoreLayout.Ended(run)}{Index}.{Outcome}.{Attempt}.{Started.ToUnixTimeMilliseconds()}.{Ended.ToUnixTimeMilliseconds()}."
        + $"{PeakMemoryBytes}");

    /// <summary>Reads a mark from its key, or gives null where it is none.</summary>
    public static EndMark? Find(string key, string run)
    {
        var prefix = StoreLayout.Ended(run);
        if (!key.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var parts = key[prefix.Length..].Split('.');
        return parts.Length == Parts && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && Enum.TryParse<TaskOutcome>(parts[1], out var outcome) && outcome.ToString() == parts[1]
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt)
            && Time(parts[3]) is { } started && Time(parts[4]) is { } ended
            && long.TryParse(parts[5], NumberStyles.None, CultureInfo.InvariantCulture, out var peak)
            ? new EndMark(index, outcome, attempt, started, ended, peak)
            : null;
    }

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private static DateTimeOffset? Time(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
