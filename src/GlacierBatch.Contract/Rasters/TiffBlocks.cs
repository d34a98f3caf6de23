namespace GlacierBatch.Contract.Rasters;

/// <summary>The strips or tiles of an image, in the order left to right, then downwards, then by plane. All lie within the file.</summary>
public sealed class TiffBlocks
{
    private readonly TiffNumbers _offsets;
    private readonly TiffNumbers _sizes;

    internal TiffBlocks(int width, int height, int across, int count, TiffNumbers offsets, TiffNumbers sizes)
    {
        (Width, Height, Across, Count) = (width, height, across, count);
        (_offsets, _sizes) = (offsets, sizes);
    }

    /// <summary>Columns of a block: the image's in strips.</summary>
    public int Width { get; }

    /// <summary>Rows of a block. The last strip may have fewer; tiles at the edges are filled up.</summary>
    public int Height { get; }

    /// <summary>How many lie beside each other.</summary>
    public int Across { get; }

    /// <summary>How many there are.</summary>
    public int Count { get; }

    /// <summary>One of them.</summary>
    public TiffBlock this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            var size = _sizes[index];
            return size == 0 ? default : new TiffBlock((long)_offsets[index], (long)size);
        }
    }
}
