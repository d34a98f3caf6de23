namespace GlacierBatch.Contract.Objects;

/// <summary>A store that can hand out a part of an object without moving the rest. Others are asked for streams that can seek.</summary>
public interface IRangeReader
{
    /// <summary>Reads bytes from the middle of an object.</summary>
    /// <param name="key">The object.</param>
    /// <param name="offset">Where they begin, in bytes.</param>
    /// <param name="buffer">Filled as far as the object goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were read; fewer than asked for only at the object's end.</returns>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">The store cannot be reached.</exception>
    Task<int> ReadRangeAsync(string key, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);
}
