namespace GlacierBatch.Contract.Objects;

/// <summary>Makes a whole's CRC32 of those of its parts, so that no byte is summed twice.</summary>
internal static class Crc32Sum
{
    /// <summary>The polynomial, with its lowest power in the highest bit.</summary>
    private const uint Polynomial = 0xEDB88320;

    private const uint One = 0x80000000;

    /// <summary>x^8, which is what a byte moves by.</summary>
    private const uint Byte = One >> 8;

    /// <summary>The CRC32 of two pieces in a row.</summary>
    /// <param name="first">Of the first piece; 0 where there is none.</param>
    /// <param name="second">Of the second piece.</param>
    /// <param name="secondLength">Its bytes.</param>
    public static uint Append(uint first, uint second, long secondLength) => Multiply(Power(secondLength), first) ^ second;

    /// <summary>x^(8 * bytes).</summary>
    private static uint Power(long bytes)
    {
        var (result, square) = (One, Byte);
        for (; bytes > 0; bytes >>= 1)
        {
            if ((bytes & 1) != 0) result = Multiply(result, square);
            square = Multiply(square, square);
        }

        return result;
    }

    /// <summary>The product of two polynomials, modulo the third.</summary>
    private static uint Multiply(uint a, uint b)
    {
        uint product = 0;
        for (; a != 0; a <<= 1)
        {
            if ((a & One) != 0) product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
