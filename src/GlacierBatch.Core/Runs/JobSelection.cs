namespace GlacierBatch.Core.Runs;

/// <summary>Which jobs are meant. What is null does not matter.</summary>
public sealed record JobSelection
{
    /// <summary>The environment's name.</summary>
    public string? Environment { get; init; }

    /// <summary>Runs, by name.</summary>
    public IReadOnlyList<string>? RunNames { get; init; }

    /// <summary>Regions, by name, with wildcards.</summary>
    public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>Where they stand.</summary>
    public IReadOnlyList<JobStatus>? Statuses { get; init; }
}
