using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Contract.Rasters;

/// <summary>What the first image of a TIFF says of itself. Having one means that all of that image's data lie within the file.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Bands">Samples per pixel, at least 1.</param>
/// <param name="BitsPerSample">Bits of the first band's samples.</param>
/// <param name="SampleFormat">1 unsigned, 2 signed, 3 floating point; 1 where the file does not say.</param>
/// <param name="Compression">1 none, 5 LZW, 8 Deflate, and others; 1 where the file does not say.</param>
/// <param name="Predictor">1 none, 2 horizontal differences, 3 floating point.</param>
/// <param name="IsTiled">In tiles, else in strips.</param>
/// <param name="IsBigTiff">With 64-bit offsets.</param>
/// <param name="NoData">The value of pixels without data, or null.</param>
/// <param name="Epsg">The EPSG code of the projected reference system, or null.</param>
/// <param name="PixelWidth">Metres from a pixel to its eastern neighbour, or null.</param>
/// <param name="PixelHeight">Metres from a pixel to its southern neighbour, or null.</param>
/// <param name="Bounds">The outer edges of the outermost pixels, or null where the file has no simple geographic reference.</param>
public sealed record TiffHeader(
    int Width,
    int Height,
    int Bands,
    int BitsPerSample,
    int SampleFormat,
    int Compression,
    int Predictor,
    bool IsTiled,
    bool IsBigTiff,
    double? NoData,
    int? Epsg,
    double? PixelWidth,
    double? PixelHeight,
    Bounds? Bounds)
{
    /// <summary>
    /// Reads the first image's header, of classic TIFF or BigTIFF in either byte order, and checks that its data are all there.
    /// </summary>
    /// <param name="stream">Seekable; read from its beginning, whatever its position.</param>
    /// <param name="cancellationToken">Stops between two reads.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="TiffFormatException">It is no TIFF, or not a whole one.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static async Task<TiffHeader> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        return (await TiffImage.ReadAsync(stream, cancellationToken)).Header;
    }

    /// <summary>
    /// Whether its outer edges are those of an area. Edges that were computed (from a catalogue, or by another library) may differ in
    /// their last bits, so give a tolerance far below a pixel, such as 0.001.
    /// </summary>
    /// <param name="area">In the raster's own reference system.</param>
    /// <param name="toleranceMetres">How far each edge may be off.</param>
    public bool Covers(Bounds area, double toleranceMetres)
    {
        ArgumentNullException.ThrowIfNull(area);
        return Bounds is { } own
            && Math.Abs(own.MinX - area.MinX) <= toleranceMetres
            && Math.Abs(own.MinY - area.MinY) <= toleranceMetres
            && Math.Abs(own.MaxX - area.MaxX) <= toleranceMetres
            && Math.Abs(own.MaxY - area.MaxY) <= toleranceMetres;
    }
}
