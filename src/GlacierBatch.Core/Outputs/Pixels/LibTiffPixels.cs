using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;

namespace GlacierBatch.Core.Outputs.Pixels;

/// <summary>Pixels that LibTiff.NET decodes, a strip or tile at a time.</summary>
internal sealed class LibTiffPixels(TiffImage image, Stream stream) : PixelReader(image)
{
    /// <summary>The library's handler is the process's; in the module's own load context nobody else has it.</summary>
    static LibTiffPixels() => Tiff.SetErrorHandler(new Silence());

    /// <summary>The right decoder for an image: this one where the Contract has none.</summary>
    /// <param name="image">Its header.</param>
    /// <param name="stream">The file, which stays the caller's.</param>
    /// <exception cref="PixelsUnreadableException">There is none; the message says why.</exception>
    public static new PixelReader Open(TiffImage image, Stream stream)
    {
        if (!Compressions.IsLibrarys(image.Header.Compression)) return PixelReader.Open(image, stream);
        RequireDecodable(image);
        return new LibTiffPixels(image, stream);
    }

    private readonly Lazy<Tiff?> _tiff = new(() => Tiff.ClientOpen("object", "r", stream, new Source()));

    /// <inheritdoc/>
    protected override ValueTask DecodeAsync(int index, Memory<ushort> target, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Image.Blocks[index].Size == 0)
        {
            target.Span.Fill(NoData);
            return ValueTask.CompletedTask;
        }

        var bytes = new byte[RequireBlock() * 2];
        var count = Decode(index, bytes, target.Length * 2);
        if (count < target.Length * 2)
        {
            throw new PixelsUnreadableException(FormattableString.Invariant(
                $"LibTiff.NET could not decode its {(Image.Header.IsTiled ? "tile" : "strip")} {index}"));
        }

        MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan(0, target.Length * 2)).CopyTo(target.Span);
        return ValueTask.CompletedTask;
    }

    private int Decode(int index, byte[] bytes, int wanted)
    {
        try
        {
            if (_tiff.Value is not { } tiff) throw new PixelsUnreadableException("LibTiff.NET could not open it");
            return Image.Header.IsTiled
                ? tiff.ReadEncodedTile(index, bytes, 0, bytes.Length)
                : tiff.ReadEncodedStrip(index, bytes, 0, wanted);
        }
        catch (Exception fault) when (fault is not (
            IOException or OperationCanceledException or OutOfMemoryException or PixelsUnreadableException))
        {
            // What the library throws at a damaged file is whatever its arrays and streams throw.
            throw new PixelsUnreadableException($"LibTiff.NET could not decode it: {fault.Message}", fault);
        }
    }

    private sealed class Silence : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
            // What failed is told by the calls' results.
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            // As above.
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
            // Unknown tags and the like: our own reader judges the header.
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
            // As above.
        }
    }

    /// <summary>The file as the library wants it.</summary>
    private sealed class Source : TiffStream
    {
        public override int Read(object clientData, byte[] buffer, int offset, int count) =>
            ((Stream)clientData).ReadAtLeast(buffer.AsSpan(offset, count), count, throwOnEndOfStream: false);

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(object clientData, long offset, SeekOrigin origin) => ((Stream)clientData).Seek(offset, origin);

        public override void Close(object clientData)
        {
            // The stream is its owner's.
        }

        public override long Size(object clientData) => ((Stream)clientData).Length;
    }
}
