using System.Text;

namespace GlacierBatch.Contract.Rasters;

/// <summary>Says what a file is that should have been a TIFF: downloads that failed leave all kinds under its name.</summary>
internal static class TiffImpostor
{
    /// <summary>The reason, from the file's first bytes.</summary>
    public static string Describe(ReadOnlySpan<byte> head)
    {
        if (head.IsEmpty) return "it is empty";
        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        text = text.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("<"u8)) return "it is an XML or HTML page, not a TIFF";
        if (text.StartsWith("{"u8)) return "it is a JSON document, not a TIFF";
        if (head.StartsWith("PK\x03\x04"u8)) return "it is a ZIP archive, not a TIFF";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) return "it is a gzip file, not a TIFF";
        if (head.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 0x0C, (byte)'j', (byte)'P'])) return "it is a JPEG 2000 file, not a TIFF";
        if (!head.ContainsAnyExcept((byte)0)) return "it begins with zeros, not as a TIFF";
        return $"it is not a TIFF: it begins with the bytes {Convert.ToHexString(head[..Math.Min(4, head.Length)])}";
    }
}
