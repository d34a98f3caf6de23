namespace GlacierBatch.Core.Checkpoints;

/// <summary>A step of the runbook as it stands: what was decided and why, the criteria with their evidence, and the time it took.</summary>
public sealed record Checkpoint
{
    /// <summary>The step's number.</summary>
    public required int Step { get; init; }

    /// <summary>The step's name.</summary>
    public required string Name { get; init; }

    /// <summary>What the step does.</summary>
    public required string Does { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>GO, NO-GO or ESCALATE; null where it was not begun or is not ended.</summary>
    public Decision? Decision { get; init; }

    /// <summary>Whether it was abandoned: the alternatives are what is left.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>Why, in one line.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do, a line each.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    /// <summary>What the plan has in its place.</summary>
    public required IReadOnlyList<string> Alternatives { get; init; }

    /// <summary>The criteria.</summary>
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>What was measured besides, for the triggers.</summary>
    public IReadOnlyList<Figure> Figures { get; init; } = [];

    /// <summary>How many criteria hold.</summary>
    public int Passed => Criteria.Count(criterion => criterion.Verdict == CriterionVerdict.Passed);

    /// <summary>How many criteria count here.</summary>
    public int Counted => Criteria.Count(criterion => criterion.Verdict != CriterionVerdict.NotApplicable);

    /// <summary>Working time of the step.</summary>
    public required TimeSpan TimeUsed { get; init; }

    /// <summary>What the step may take.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>Working time of all steps.</summary>
    public required TimeSpan TotalTimeUsed { get; init; }

    /// <summary>What all steps may take.</summary>
    public required TimeSpan TotalLimit { get; init; }

    /// <summary>The working time of the step and its limit, as people write them.</summary>
    public string Time => $"{TimeBudget.Show(TimeUsed)} of {TimeBudget.Show(Limit)}";

    /// <summary>The working time of all steps and its limit, as people write them.</summary>
    public string TotalTime => $"{TimeBudget.Show(TotalTimeUsed)} of {TimeBudget.Show(TotalLimit)}";

    /// <summary>The number of the attempt that is told of; 0 where there is none.</summary>
    public required int Attempt { get; init; }

    /// <summary>How many attempts count.</summary>
    public required int Attempts { get; init; }

    /// <summary>How many of them ended with a job that crashed.</summary>
    public required int CrashedAttempts { get; init; }

    /// <summary>When the attempt was begun, or null.</summary>
    public DateTimeOffset? BeganAt { get; init; }

    /// <summary>When it was decided, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>When it was set aside so that it no longer counts, or null.</summary>
    public DateTimeOffset? SetAsideAt { get; init; }

    /// <summary>The runs that it submitted.</summary>
    public required IReadOnlyList<string> Runs { get; init; }

    /// <summary>What it was told, by name.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The files that were written about it by the command that emits it.</summary>
    public IReadOnlyList<string> Documents { get; init; } = [];

    /// <summary>For scripts: 0 GO, 1 NO-GO, 2 ESCALATE or not decided.</summary>
    public int ExitCode => Decision switch
    {
        Checkpoints.Decision.Go => 0,
        Checkpoints.Decision.NoGo => 1,
        _ => 2,
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Environment} step {Step}: {Decision?.ToString() ?? "not decided"}";
}
