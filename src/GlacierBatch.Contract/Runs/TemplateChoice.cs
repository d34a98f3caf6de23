namespace GlacierBatch.Contract.Runs;

/// <summary>
/// Where a region's reference grid comes from. Making it is nearly all of the scripts' memory and most of their time; where the
/// file is already there, they use it.
/// </summary>
public enum TemplateChoice
{
    /// <summary>The one that an earlier task published, where it fits the region; else as <see cref="Grid"/>.</summary>
    Stored,

    /// <summary>Made from the catalogue: its reference system, the satellite's resolution, the region's bounds.</summary>
    Grid,

    /// <summary>None is given; the script makes its own.</summary>
    Script,
}
