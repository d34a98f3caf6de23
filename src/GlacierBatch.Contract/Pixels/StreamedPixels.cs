using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using GlacierBatch.Contract.Rasters;

namespace GlacierBatch.Contract.Pixels;

/// <summary>Pixels that are stored plainly or by Deflate: strips of any size stream through, whatever their rows.</summary>
internal sealed class StreamedPixels(TiffImage image, Stream stream) : PixelReader(image)
{
    private const int ChunkPixels = 1 << 18;

    /// <inheritdoc/>
    public override async Task ReadAllAsync(TakePixels take, CancellationToken cancellationToken)
    {
        if (Image.Header.IsTiled)
        {
            await base.ReadAllAsync(take, cancellationToken);
            return;
        }

        var (width, height, strip) = (Image.Header.Width, Image.Header.Height, Image.Blocks.Height);
        var chunkRows = Math.Max(1, ChunkPixels / width);
        var pixels = ArrayPool<ushort>.Shared.Rent(chunkRows * width);
        try
        {
            // Short strips, as GDAL writes them, are taken several at a time.
            var (filled, top) = (0, 0);
            for (var index = 0; top < height; index++)
            {
                await using var bytes = Open(index);
                for (var rows = Math.Min(strip, height - top); rows > 0;)
                {
                    var count = Math.Min(rows, chunkRows - filled);
                    await FillAsync(index, bytes, pixels.AsMemory(filled * width, count * width), width, cancellationToken);
                    (filled, rows, top) = (filled + count, rows - count, top + count);
                    if (filled < chunkRows) continue;
                    take(pixels.AsSpan(0, filled * width));
                    filled = 0;
                }
            }

            if (filled > 0) take(pixels.AsSpan(0, filled * width));
        }
        finally
        {
            ArrayPool<ushort>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask DecodeAsync(int index, Memory<ushort> target, CancellationToken cancellationToken)
    {
        await using var bytes = Open(index);
        await FillAsync(index, bytes, target, Image.Blocks.Width, cancellationToken);
    }

    /// <inheritdoc/>
    protected override int SampleSize() => FewPixels();

    /// <summary>A block's bytes, decompressed; null of one that was never written.</summary>
    private Stream? Open(int index)
    {
        var block = Image.Blocks[index];
        if (block.Size == 0) return null;
        var stored = new RangeOfStream(stream, block.Offset, block.Size);
        return Image.Header.Compression == Compressions.None ? stored : new ZLibStream(stored, CompressionMode.Decompress);
    }

    /// <param name="index">Which block, for messages.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="target">From a row's beginning on.</param>
    /// <param name="rowLength">After so many pixels a row ends, and differences begin anew.</param>
    /// <param name="cancellationToken">Stops it.</param>
    private async ValueTask FillAsync(int index, Stream? bytes, Memory<ushort> target, int rowLength, CancellationToken cancellationToken)
    {
        if (bytes is null)
        {
            target.Span.Fill(NoData);
            return;
        }

        var room = ArrayPool<byte>.Shared.Rent(target.Length * 2);
        try
        {
            await bytes.ReadExactlyAsync(room.AsMemory(0, target.Length * 2), cancellationToken);
            MemoryMarshal.Cast<byte, ushort>(room.AsSpan(0, target.Length * 2)).CopyTo(target.Span);
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidDataException)
        {
            var what = fault is EndOfStreamException ? "ends too early" : "cannot be decompressed";
            throw new PixelsDamagedException(FormattableString.Invariant(
                $"its {(Image.Header.IsTiled ? "tile" : "strip")} {index} {what}"), fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }

        if (Image.IsLittleEndian != BitConverter.IsLittleEndian) BinaryPrimitives.ReverseEndianness(target.Span, target.Span);
        if (Image.Header.Predictor == 2) Undo(target.Span, rowLength);
    }

    /// <summary>Pixels are stored as differences from their western neighbours.</summary>
    private static void Undo(Span<ushort> pixels, int rowLength)
    {
        for (var start = 0; start < pixels.Length; start += rowLength)
        {
            var row = pixels[start..Math.Min(start + rowLength, pixels.Length)];
            for (var i = 1; i < row.Length; i++) row[i] += row[i - 1];
        }
    }
}
