using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;
using GlacierBatch.Core.Outputs.Pixels;

namespace GlacierBatch.Core.Outputs.Reading;

/// <summary>What looking at one file has shown.</summary>
/// <param name="File">The file, as it was recorded or found.</param>
internal sealed record FileInspection(OutputFile File)
{
    /// <summary>Its name without folders and ending.</summary>
    public string Stem => Path.GetFileNameWithoutExtension(File.Path);

    /// <summary>What the store says of it, or null where it is not there.</summary>
    public ObjectEntry? Entry { get; init; }

    /// <summary>Why it is not the file that was written, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>Why that could not be found out, or null.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether its content's checksum was compared with the recorded one.</summary>
    public bool IsCompared { get; init; }

    /// <summary>A small file's content.</summary>
    public byte[]? Content { get; init; }

    /// <summary>A raster's header, where it has one.</summary>
    public TiffImage? Image { get; init; }

    /// <summary>Two differing pixels, where a look at a few places found them.</summary>
    public PixelSample? Sample { get; init; }

    /// <summary>What all pixels tell, where all were read.</summary>
    public PixelFacts? Facts { get; init; }

    /// <summary>How far the pixels are from the baseline's, where that was asked for and they are not the same.</summary>
    public PixelDifference? Difference { get; init; }

    /// <summary>Why its pixels are damaged, or null.</summary>
    public string? PixelFault { get; init; }

    /// <summary>Why its pixels could not be looked at, or null.</summary>
    public string? PixelDoubt { get; init; }

    /// <summary>A scene that can be judged as a raster.</summary>
    public bool IsScene => File.Kind == OutputKind.Scene && Image is not null;
}
