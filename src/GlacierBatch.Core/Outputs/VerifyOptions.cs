using GlacierBatch.Core.Outputs.Baselines;

namespace GlacierBatch.Core.Outputs;

/// <summary>How thoroughly outputs are verified, and against what.</summary>
public sealed record VerifyOptions
{
    /// <summary>Reads every file whole: all checksums, all pixels.</summary>
    public bool Deep { get; init; }

    /// <summary>A known-good output; its scenes' pixels are always read whole.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The share of a scene's pixels, 0 to 1, that may differ from the baseline's. Null: none.</summary>
    public double? Tolerance { get; init; }

    /// <summary>The most by which such a pixel may differ. Null: by any.</summary>
    public int? MaxDifference { get; init; }

    /// <summary>How many clipped scenes there should be, or null.</summary>
    public int? ExpectedCount { get; init; }

    /// <summary>How large each clipped scene should be, in bytes, or null.</summary>
    public long? ExpectedSize { get; init; }

    /// <summary>The share by which a scene may be larger or smaller than <see cref="ExpectedSize"/>.</summary>
    public double SizeTolerance { get; init; } = 0.2;

    /// <summary>Whether all pixels are read.</summary>
    internal bool ReadsAll => Deep || Baseline is not null;
}
