namespace GlacierBatch.Contract.Objects;

/// <summary>A store that can make a file its own as it is: on one file system, without moving a byte.</summary>
public interface IFileTaker
{
    /// <summary>
    /// Writes objects from files that their owner gives away. They are brought to the disk together, which takes little longer than for
    /// one, and appear in their order. The files are gone afterwards, but for those that stay; after a fault they may be, too, and any of
    /// the objects there.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The store cannot be written, or a file cannot be read.</exception>
    Task TakeAsync(IReadOnlyList<GivenFile> files, CancellationToken cancellationToken = default);
}
