namespace GlacierBatch.Contract.Objects;

/// <summary>Reads parts of one version of an object: that of the first part. For several threads at a time.</summary>
public interface IObjectRanges
{
    /// <summary>Reads bytes from the middle of the object.</summary>
    /// <param name="offset">Where they begin, in bytes.</param>
    /// <param name="buffer">Filled as far as the object goes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many bytes were read; fewer than asked for only at the object's end.</returns>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    /// <exception cref="IOException">
    /// The store cannot be reached; or the object was replaced since it was listed or first read, which no two parts may hide.
    /// </exception>
    Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);
}
