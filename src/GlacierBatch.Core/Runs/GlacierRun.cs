namespace GlacierBatch.Core.Runs;

/// <summary>The tasks submitted together, counted by where they stand.</summary>
public sealed record GlacierRun
{
    /// <summary>The run's name.</summary>
    public required string RunName { get; init; }

    /// <summary>The environment.</summary>
    public required string Environment { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The run whose failed tasks these are, or null.</summary>
    public string? RestartOf { get; init; }

    /// <summary>All its jobs.</summary>
    public required int Jobs { get; init; }

    /// <summary>Jobs that wait.</summary>
    public required int Waiting { get; init; }

    /// <summary>Jobs that run.</summary>
    public required int Running { get; init; }

    /// <summary>Jobs that succeeded, those without scenes included.</summary>
    public required int Succeeded { get; init; }

    /// <summary>Jobs that succeeded because there were no scenes in their window.</summary>
    public required int NoScenes { get; init; }

    /// <summary>Jobs that failed.</summary>
    public required int Failed { get; init; }

    /// <summary>Whether nothing more will happen.</summary>
    public bool IsEnded => Waiting + Running == 0;

    /// <inheritdoc/>
    public override string ToString() => RunName;
}
