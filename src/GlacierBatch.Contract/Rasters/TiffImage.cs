namespace GlacierBatch.Contract.Rasters;

/// <summary>The first image of a TIFF, without its pixels: what it says of itself, and where they are.</summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Blocks">Where its pixels are.</param>
/// <param name="IsLittleEndian">Whether its numbers, pixels too, have their least significant byte first.</param>
public sealed record TiffImage(TiffHeader Header, TiffBlocks Blocks, bool IsLittleEndian)
{
    /// <summary>Reads all but the pixels, and checks that these are all there.</summary>
    /// <param name="stream">Seekable; read from its beginning, whatever its position.</param>
    /// <param name="cancellationToken">Stops between two reads.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or cannot seek.</exception>
    /// <exception cref="TiffFormatException">It is no TIFF, or not a whole one.</exception>
    /// <exception cref="IOException">The stream failed.</exception>
    public static async Task<TiffImage> ReadAsync(Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead || !stream.CanSeek) throw new ArgumentException("A TIFF is read from a stream that can seek.", nameof(stream));
        var source = await TiffSource.OpenAsync(stream, cancellationToken);
        var tags = await TiffDirectory.ReadFirstAsync(source, cancellationToken);
        var header = await TiffHeaderReader.ReadAsync(source, tags, cancellationToken);
        var blocks = await TiffBlockReader.ReadAsync(source, tags, header, cancellationToken);
        return new TiffImage(header, blocks, source.IsLittleEndian);
    }
}
