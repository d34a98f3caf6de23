using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Runs;

/// <summary>What is to be submitted.</summary>
public sealed record RunRequest
{
    /// <summary>The regions' names.</summary>
    public required IReadOnlyList<string> Regions { get; init; }

    /// <summary>The imagery.</summary>
    public required IReadOnlyList<Satellite> Satellites { get; init; }

    /// <summary>The days.</summary>
    public required DateWindow Window { get; init; }

    /// <summary>Whether each region gets several tasks.</summary>
    public WindowSplit Split { get; init; }

    /// <summary>The run's name, or null for one made from the time.</summary>
    public string? RunName { get; init; }

    /// <summary>Where reference grids come from.</summary>
    public TemplateChoice Template { get; init; }

    /// <summary>Processors of a task, or null for the environment's.</summary>
    public double? VCpu { get; init; }

    /// <summary>Memory of a task in MiB, or null for the environment's or the size class.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>How long an attempt may take in seconds, or null for the environment's.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Publishes raw tiles too.</summary>
    public bool KeepRawTiles { get; init; }

    /// <summary>Leaves out tasks whose outputs are all there already.</summary>
    public bool SkipCompleted { get; init; }
}
