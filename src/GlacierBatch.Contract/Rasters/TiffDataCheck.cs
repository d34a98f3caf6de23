namespace GlacierBatch.Contract.Rasters;

/// <summary>Checks that all strips or tiles of an image lie within the file: the mark of an interrupted download.</summary>
internal static class TiffDataCheck
{
    private const int SeparatePlanes = 2;

    /// <summary>Compares the image's size with what the file has of it.</summary>
    /// <exception cref="TiffFormatException">Something is missing.</exception>
    public static async Task RequireWholeAsync(
        TiffSource source, TiffDirectory tags, TiffHeader header, CancellationToken cancellationToken)
    {
        var word = header.IsTiled ? "tiles" : "strips";
        var offsets = await tags.ReadNumbersAsync(
            header.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, cancellationToken);
        var sizes = await tags.ReadNumbersAsync(
            header.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, cancellationToken);
        var needed = await CountBlocksAsync(tags, header, cancellationToken);
        if (offsets.Count < needed || sizes.Count < needed)
        {
            throw new TiffFormatException(FormattableString.Invariant(
                $"it lists {Math.Min(offsets.Count, sizes.Count)} {word} where its size needs {needed}"));
        }

        UInt128 end = 0;
        for (var i = 0; i < (int)needed; i++)
        {
            // A block of no bytes is one that was never written, which readers take for no data.
            if (sizes[i] > 0) end = UInt128.Max(end, (UInt128)offsets[i] + sizes[i]);
        }

        if (end > (ulong)source.Length)
        {
            throw new TiffFormatException(FormattableString.Invariant(
                $"it is cut off: {end - (ulong)source.Length} of its {end} bytes are missing"));
        }
    }

    private static async Task<Int128> CountBlocksAsync(TiffDirectory tags, TiffHeader header, CancellationToken cancellationToken)
    {
        var planes = await tags.ReadNumberAsync(TiffTag.Planes, cancellationToken) == SeparatePlanes ? header.Bands : 1;
        if (!header.IsTiled)
        {
            var rows = await tags.ReadNumberAsync(TiffTag.RowsPerStrip, cancellationToken) ?? uint.MaxValue;
            return Divide(header.Height, rows, TiffTag.RowsPerStrip) * planes;
        }

        var width = await tags.ReadNumberAsync(TiffTag.TileWidth, cancellationToken) ?? 0;
        var height = await tags.ReadNumberAsync(TiffTag.TileHeight, cancellationToken) ?? 0;
        return Divide(header.Width, width, TiffTag.TileWidth) * Divide(header.Height, height, TiffTag.TileHeight) * planes;
    }

    private static Int128 Divide(int total, ulong part, TiffTag tag)
    {
        if (part == 0) throw new TiffFormatException($"its tag {(int)tag} ({tag}) is missing or 0");
        return ((Int128)total + part - 1) / part;
    }
}
