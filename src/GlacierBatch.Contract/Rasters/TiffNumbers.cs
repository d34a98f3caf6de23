namespace GlacierBatch.Contract.Rasters;

/// <summary>The whole numbers of a tag, decoded one by one: there may be millions.</summary>
/// <param name="source">Knows the byte order.</param>
/// <param name="bytes">The numbers.</param>
/// <param name="size">Bytes of each: 1, 2, 4 or 8.</param>
internal sealed class TiffNumbers(TiffSource source, byte[] bytes, int size)
{
    /// <summary>How many there are.</summary>
    public int Count => bytes.Length / size;

    /// <summary>One of them.</summary>
    public ulong this[int index]
    {
        get
        {
            var at = bytes.AsSpan(index * size, size);
            return size switch
            {
                1 => at[0],
                2 => source.ToUInt16(at),
                4 => source.ToUInt32(at),
                _ => source.ToUInt64(at),
            };
        }
    }
}
