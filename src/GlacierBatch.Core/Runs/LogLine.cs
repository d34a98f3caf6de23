using System.Globalization;

namespace GlacierBatch.Core.Runs;

/// <summary>One line of an attempt's log.</summary>
/// <param name="JobId">The job.</param>
/// <param name="Attempt">The attempt, from 1.</param>
/// <param name="Timestamp">When it was written (UTC), or null where the line has no time.</param>
/// <param name="Source"><c>out</c>, <c>err</c>, <c>log</c> (the script's own log) or <c>run</c> (the task runner).</param>
/// <param name="Message">The text.</param>
public sealed record LogLine(string JobId, int Attempt, DateTimeOffset? Timestamp, string Source, string Message)
{
    /// <summary>Whether a line says when it was written, as the runner's do.</summary>
    public static bool HasTime(string line) => Time(line.Split(' ', 3)) is not null;

    /// <summary>Reads a line as it stands in the log.</summary>
    public static LogLine Parse(Job job, int attempt, string line)
    {
        // A log in a bucket may be another one's, and a terminal obeys control characters.
        if (line.Any(IsHarmful)) line = string.Concat(line.Select(character => IsHarmful(character) ? '?' : character));
        var parts = line.Split(' ', 3);
        return Time(parts) is { } time
            ? new LogLine(job.JobId, attempt, time, parts[1], parts[2])
            : new LogLine(job.JobId, attempt, null, "", line);
    }

    private static bool IsHarmful(char character) => character != '\t' && char.IsControl(character);

    private static DateTimeOffset? Time(string[] parts) =>
        parts.Length == 3
            && DateTimeOffset.TryParse(parts[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;

    /// <inheritdoc/>
    public override string ToString() =>
        Timestamp is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time:HH:mm:ss.fff} {Source} {Message}") : Message;
}
