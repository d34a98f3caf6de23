namespace GlacierBatch.Contract.Objects;

/// <summary>A store that can make a file its own as it is: on one file system, without moving a byte.</summary>
public interface IFileTaker
{
    /// <summary>
    /// Writes an object from a file that its owner gives away, replacing what was there. The file is gone afterwards; after a
    /// fault it may be, too.
    /// </summary>
    /// <param name="key">The object.</param>
    /// <param name="path">The file: nobody writes it any more.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The store cannot be written, or the file cannot be read.</exception>
    Task TakeAsync(string key, string path, CancellationToken cancellationToken = default);
}
