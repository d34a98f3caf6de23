namespace GlacierBatch.Contract.Pixels;

/// <summary>TIFF's ways to compress, and who undoes them.</summary>
public static class Compressions
{
    /// <summary>Not compressed.</summary>
    public const int None = 1;
    private const int Lzw = 5;
    private const int Deflate = 8;
    private const int OldDeflate = 32946;
    private const int PackBits = 32773;

    /// <summary>Plain bytes, or what .NET's own decompressor streams.</summary>
    public static bool IsStreamed(int compression) => compression is None or Deflate or OldDeflate;

    /// <summary>What the TIFF libraries decode without loss.</summary>
    public static bool IsLibrarys(int compression) => compression is Lzw or PackBits;

    /// <summary>Its name for messages.</summary>
    public static string NameOf(int compression) => compression switch
    {
        None => "nothing",
        2 or 3 or 4 => "CCITT",
        Lzw => "LZW",
        6 or 7 => "JPEG",
        Deflate or OldDeflate => "Deflate",
        PackBits => "PackBits",
        34712 => "JPEG 2000",
        34887 => "LERC",
        34925 => "LZMA",
        50000 => "ZSTD",
        50001 => "WebP",
        50002 => "JPEG XL",
        _ => FormattableString.Invariant($"method {compression}"),
    };
}
