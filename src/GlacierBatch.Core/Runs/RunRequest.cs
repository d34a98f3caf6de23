using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Services.Batch;

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

    /// <summary>How its machines are bought, or null for the environment's way; refused by the local service.</summary>
    public PurchaseOption? Compute { get; init; }

    /// <summary>What its tasks are given, other than the environment says.</summary>
    public RunOverrides Overrides { get; init; } = new();

    /// <summary>Publishes raw tiles too.</summary>
    public bool KeepRawTiles { get; init; }

    /// <summary>Which outputs are published; null for all.</summary>
    public OutputFilter? Outputs { get; init; }

    /// <summary>Leaves out tasks whose outputs are all there already.</summary>
    public bool SkipCompleted { get; init; }

    /// <summary>Whether it is only told what would be submitted: what may still be made ready, such as an image, may be missing.</summary>
    public bool IsRehearsal { get; init; }
}
