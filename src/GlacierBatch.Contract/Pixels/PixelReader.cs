using System.Buffers;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using GlacierBatch.Contract.Rasters;

namespace GlacierBatch.Contract.Pixels;

/// <summary>
/// Decodes the pixels of an image of one band of 16-bit numbers, a bounded part of them at a time. The image's header has been
/// validated: all blocks lie within the file.
/// </summary>
public abstract class PixelReader(TiffImage image)
{
    /// <summary>A strip or tile of more pixels is decoded in parts, or not at all.</summary>
    protected const int MaxBlockPixels = 4 << 20;

    private const int MaxRowPixels = 1 << 20;
    private const int MaxBandPixels = 32 << 20;
    private const int SamplePixels = 1024;

    /// <summary>Where samples are taken, as shares of the image's height: its middle first, where imagery seldom ends.</summary>
    private static readonly double[] SamplePlaces = [0.5, 0.25, 0.75, 0.375, 0.625, 0.125, 0.875, 0.99];

    /// <summary>The image.</summary>
    protected TiffImage Image { get; } = image;

    /// <summary>The decoder for an image whose pixels are stored plainly or by Deflate.</summary>
    /// <param name="image">Its header.</param>
    /// <param name="stream">The file, which stays the caller's.</param>
    /// <exception cref="PixelsUnreadableException">They are stored otherwise; the message says how.</exception>
    public static PixelReader Open(TiffImage image, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        RequireDecodable(image);
        if (Compressions.IsStreamed(image.Header.Compression)) return new StreamedPixels(image, stream);
        throw new PixelsUnreadableException(
            $"it is compressed with {Compressions.NameOf(image.Header.Compression)}, which this version does not decode");
    }

    /// <summary>Refuses images that no decoder here can take, whatever their compression.</summary>
    /// <exception cref="PixelsUnreadableException">This is one; the message says why.</exception>
    protected static void RequireDecodable(TiffImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var header = image.Header;
        if (header is not { Bands: 1, BitsPerSample: 16, SampleFormat: 1 })
        {
            throw new PixelsUnreadableException("its pixels are not one band of unsigned 16-bit numbers");
        }

        if (header.Width > MaxRowPixels || header.Predictor is not (1 or 2))
        {
            throw new PixelsUnreadableException(header.Width > MaxRowPixels
                ? FormattableString.Invariant($"its rows have {header.Width} pixels")
                : FormattableString.Invariant($"its predictor is {header.Predictor}, which this version does not know"));
        }
    }

    /// <summary>Decodes all pixels.</summary>
    /// <exception cref="PixelsDamagedException">They are not what the header says.</exception>
    /// <exception cref="PixelsUnreadableException">They cannot be decoded here.</exception>
    public virtual async Task ReadAllAsync(TakePixels take, CancellationToken cancellationToken)
    {
        var (blocks, width, height) = (Image.Blocks, Image.Header.Width, Image.Header.Height);
        var blockPixels = RequireBlock();
        if ((long)width * blocks.Height > MaxBandPixels) throw TooLarge((long)width * blocks.Height);
        var block = ArrayPool<ushort>.Shared.Rent(blockPixels);
        var band = ArrayPool<ushort>.Shared.Rent(width * blocks.Height);
        try
        {
            for (var top = 0; top < height; top += blocks.Height)
            {
                var rows = Math.Min(blocks.Height, height - top);
                for (var across = 0; across < blocks.Across; across++)
                {
                    var index = (top / blocks.Height * blocks.Across) + across;
                    var wanted = blocks.Width * (Image.Header.IsTiled ? blocks.Height : rows);
                    await DecodeAsync(index, block.AsMemory(0, wanted), cancellationToken);
                    CopyRows(block, band, across * blocks.Width, rows);
                }

                take(band.AsSpan(0, width * rows));
            }
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(block);
            ArrayPool<ushort>.Shared.Return(band);
        }
    }

    /// <summary>Decodes a strip or tile whole.</summary>
    /// <returns>Its pixels, row by row.</returns>
    /// <exception cref="PixelsDamagedException">They are not what the header says.</exception>
    /// <exception cref="PixelsUnreadableException">They cannot be decoded here.</exception>
    public async Task<ushort[]> ReadBlockAsync(int index, CancellationToken cancellationToken)
    {
        var blocks = Image.Blocks;
        RequireBlock();
        var rows = Image.Header.IsTiled ? blocks.Height : Math.Min(blocks.Height, Image.Header.Height - (index * blocks.Height));
        var pixels = new ushort[blocks.Width * rows];
        await DecodeAsync(index, pixels, cancellationToken);
        return pixels;
    }

    /// <summary>Looks at a few places for two pixels with data that differ.</summary>
    /// <returns>Them, or null where there are none: then all must be read to know.</returns>
    /// <exception cref="PixelsDamagedException">They are not what the header says.</exception>
    /// <exception cref="PixelsUnreadableException">They cannot be decoded here.</exception>
    public async Task<PixelSample?> SampleAsync(ushort noData, CancellationToken cancellationToken)
    {
        var blocks = Image.Blocks;
        var all = SampleSize();
        var pixels = ArrayPool<ushort>.Shared.Rent(all);
        try
        {
            foreach (var index in SamplePlaces.Select(share => (int)(share * blocks.Count)).Distinct())
            {
                if (blocks[index].Size == 0) continue;
                var rows = Image.Header.IsTiled ? blocks.Height : Math.Min(blocks.Height, Image.Header.Height - (index * blocks.Height));
                var sample = pixels.AsMemory(0, (int)Math.Min(all, (long)blocks.Width * rows));
                await DecodeAsync(index, sample, cancellationToken);
                if (!IsVaried(sample.Span, noData)) continue;
                return new PixelSample(index, XxHash128.HashToUInt128(MemoryMarshal.AsBytes(sample.Span)));
            }

            return null;
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(pixels);
        }
    }

    /// <summary>Whether two pixels with data differ.</summary>
    private static bool IsVaried(ReadOnlySpan<ushort> pixels, ushort noData)
    {
        var first = pixels.IndexOfAnyExcept(noData);
        return first >= 0 && pixels[first..].ContainsAnyExcept(noData, pixels[first]);
    }

    /// <summary>Decodes the first pixels of a strip or tile.</summary>
    /// <param name="index">Which.</param>
    /// <param name="target">Filled; not longer than the block.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected abstract ValueTask DecodeAsync(int index, Memory<ushort> target, CancellationToken cancellationToken);

    /// <summary>How many pixels of a block a sample needs: some codecs decode only whole blocks.</summary>
    protected virtual int SampleSize() => RequireBlock();

    /// <summary>A sample's pixels where a block can be decoded in part.</summary>
    protected int FewPixels() => (int)Math.Min(SamplePixels, (long)Image.Blocks.Width * Image.Blocks.Height);

    /// <summary>What a block that was never written reads as.</summary>
    protected ushort NoData => NoDataOf(Image.Header);

    /// <summary>The value of pixels without data; 0 where the file does not say one that a pixel can have.</summary>
    public static ushort NoDataOf(TiffHeader header) =>
        header.NoData is { } value && value >= 0 && value <= ushort.MaxValue && value == Math.Floor(value) ? (ushort)value : (ushort)0;

    /// <summary>A block's pixels, if they are not too many.</summary>
    protected int RequireBlock()
    {
        var pixels = (long)Image.Blocks.Width * Image.Blocks.Height;
        return pixels <= MaxBlockPixels ? (int)pixels : throw TooLarge(pixels);
    }

    /// <summary>The refusal of a block that would not fit into memory beside others.</summary>
    protected PixelsUnreadableException TooLarge(long pixels) => new(FormattableString.Invariant(
        $"its {(Image.Header.IsTiled ? "tiles" : "strips")} are too large to be decoded here, {pixels * 2 / 1e6:0} MB"));

    private void CopyRows(ushort[] block, ushort[] band, int left, int rows)
    {
        var width = Image.Header.Width;
        var count = Math.Min(Image.Blocks.Width, width - left);
        for (var row = 0; row < rows; row++)
        {
            block.AsSpan(row * Image.Blocks.Width, count).CopyTo(band.AsSpan((row * width) + left));
        }
    }
}
