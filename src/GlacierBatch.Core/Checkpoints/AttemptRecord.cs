using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Checkpoints;

/// <summary>
/// What the bucket knows of one attempt at a step: who worked on it and how long, what was measured, and what was decided. It is changed
/// by conditional writes only, and never deleted.
/// </summary>
internal sealed record AttemptRecord
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The step's number.</summary>
    public required int Step { get; init; }

    /// <summary>The attempt's number, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset Began { get; init; }

    /// <summary>The stretches of work, in their order.</summary>
    public required IReadOnlyList<WorkSession> Sessions { get; init; }

    /// <summary>What it was told, by name.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>What was measured so far, one of a name.</summary>
    public required IReadOnlyList<Measurement> Measurements { get; init; }

    /// <summary>The runs that it submitted, by name.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>The criteria as they were judged, or null before.</summary>
    public IReadOnlyList<Criterion>? Criteria { get; init; }

    /// <summary>What was decided, or null before.</summary>
    public Ruling? Ruling { get; init; }

    /// <summary>When that was, or null.</summary>
    public DateTimeOffset? Decided { get; init; }

    /// <summary>Whether its job crashed.</summary>
    public bool IsCrashed { get; init; }

    /// <summary>When it was set aside, so that it no longer counts, or null.</summary>
    public DateTimeOffset? SetAside { get; init; }

    /// <summary>Why it was.</summary>
    public string? SetAsideReason { get; init; }

    /// <summary>The working time of all its sessions.</summary>
    internal TimeSpan TimeUsed => Sessions.Aggregate(TimeSpan.Zero, (sum, session) => sum + session.Duration);

    /// <summary>With another measurement, in the place of the former one of that name.</summary>
    internal AttemptRecord With(Measurement measurement) => this with
    {
        Measurements = [.. Measurements.Where(each => each.Name != measurement.Name), measurement],
    };

    /// <summary>With a sign of life of its last session.</summary>
    internal AttemptRecord SeenAt(DateTimeOffset now, bool isOver = false) => this with
    {
        Sessions = [.. Sessions.SkipLast(1), .. Sessions.TakeLast(1).Select(last => last with { Seen = now, IsOver = isOver })],
    };

    /// <summary>Refuses what no session of ours would write.</summary>
    /// <exception cref="InvalidDataException">It is of another step or attempt, or names what is no run.</exception>
    internal AttemptRecord Validated(int step, int attempt, string key)
    {
        if (Step == step && Attempt == attempt && Runs.All(RunName.IsValid)) return this;
        throw new InvalidDataException($"The document {key} cannot be used: it is of something else. It was changed by hand or copied.");
    }
}
