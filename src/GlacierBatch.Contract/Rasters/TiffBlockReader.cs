namespace GlacierBatch.Contract.Rasters;

/// <summary>Reads where an image's strips or tiles are, and checks that all lie within the file: the mark of an interrupted
/// download.</summary>
internal static class TiffBlockReader
{
    private const int SeparatePlanes = 2;

    /// <summary>Compares the image's size with what the file has of it.</summary>
    /// <exception cref="TiffFormatException">Something is missing.</exception>
    public static async Task<TiffBlocks> ReadAsync(
        TiffSource source, TiffDirectory tags, TiffHeader header, CancellationToken cancellationToken)
    {
        var word = header.IsTiled ? "tiles" : "strips";
        var offsets = await tags.ReadNumbersAsync(
            header.IsTiled ? TiffTag.TileOffsets : TiffTag.StripOffsets, cancellationToken);
        var sizes = await tags.ReadNumbersAsync(
            header.IsTiled ? TiffTag.TileByteCounts : TiffTag.StripByteCounts, cancellationToken);
        var (width, height) = await ReadSizeAsync(tags, header, cancellationToken);
        var across = Divide(header.Width, width);
        var planes = await tags.ReadNumberAsync(TiffTag.Planes, cancellationToken) == SeparatePlanes ? header.Bands : 1;
        var needed = across * Divide(header.Height, height) * planes;
        if (offsets.Count < needed || sizes.Count < needed)
        {
            throw new TiffFormatException(FormattableString.Invariant(
                $"it lists {Math.Min(offsets.Count, sizes.Count)} {word} where its size needs {needed}"));
        }

        RequireWithin(source, offsets, sizes, (int)needed);
        return new TiffBlocks((int)width, (int)height, (int)across, (int)needed, offsets, sizes);
    }

    private static void RequireWithin(TiffSource source, TiffNumbers offsets, TiffNumbers sizes, int count)
    {
        UInt128 end = 0;
        for (var i = 0; i < count; i++)
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

    private static async Task<(ulong Width, ulong Height)> ReadSizeAsync(
        TiffDirectory tags, TiffHeader header, CancellationToken cancellationToken)
    {
        if (!header.IsTiled)
        {
            // Some write "all rows" as the largest number there is.
            var rows = Require(await tags.ReadNumberAsync(TiffTag.RowsPerStrip, cancellationToken) ?? uint.MaxValue, TiffTag.RowsPerStrip);
            return ((ulong)header.Width, Math.Min(rows, (ulong)header.Height));
        }

        var width = Require(await tags.ReadNumberAsync(TiffTag.TileWidth, cancellationToken) ?? 0, TiffTag.TileWidth);
        var height = Require(await tags.ReadNumberAsync(TiffTag.TileHeight, cancellationToken) ?? 0, TiffTag.TileHeight);
        if (width > int.MaxValue || height > int.MaxValue)
        {
            throw new TiffFormatException(FormattableString.Invariant(
                $"its tiles have {width} x {height} pixels, which no real image has"));
        }

        return (width, height);
    }

    private static ulong Require(ulong part, TiffTag tag) =>
        part > 0 ? part : throw new TiffFormatException($"its tag {(int)tag} ({tag}) is missing or 0");

    private static Int128 Divide(int total, ulong part) => ((Int128)total + part - 1) / part;
}
