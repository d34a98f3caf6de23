using GlacierBatch.Contract.Json;

namespace GlacierBatch.Contract.Runs;

/// <summary>
/// Tasks of a run that were stopped before they began, so that no machine that learns of the run later begins them. Changed by
/// conditional writes only.
/// </summary>
public sealed record RunStops
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>When the last of them was stopped.</summary>
    public required DateTimeOffset Stopped { get; init; }

    /// <summary>The tasks' positions in the run's manifest, each with the reason.</summary>
    public required IReadOnlyDictionary<int, string> Reasons { get; init; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="InvalidDataException">It cannot be used.</exception>
    public static RunStops Read(ReadOnlyMemory<byte> content, string key) =>
        Documents.Read(content, ContractJson.Default.RunStops, CurrentFormat, key);

    /// <summary>Adds tasks; one that was stopped already keeps its reason.</summary>
    public RunStops With(IEnumerable<int> positions, string reason, DateTimeOffset now)
    {
        var reasons = new SortedDictionary<int, string>(Reasons.ToDictionary());
        foreach (var position in positions) reasons.TryAdd(position, reason);
        return this with { Stopped = now, Reasons = reasons };
    }
}
