namespace GlacierBatch.Contract.Objects;

/// <summary>
/// Where environments, runs, results and outputs live: a bucket, or a folder that behaves like one. Writes are atomic: a reader
/// sees an object whole or not at all. Keys are checked by <see cref="ObjectKey"/>; a key that is no valid key is an
/// <see cref="ArgumentException"/>, a store that cannot be reached or written an <see cref="IOException"/>.
/// </summary>
public interface IObjectStore
{
    /// <summary>Where it is: <c>file:///folder/</c> or <c>s3://bucket/prefix/</c>.</summary>
    Uri Location { get; }

    /// <summary>The objects whose key begins with a prefix, by key in ordinal order; none where there is nothing.</summary>
    IAsyncEnumerable<ObjectEntry> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>One object's entry, or null.</summary>
    Task<ObjectEntry?> FindAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>A small object whole, with its version, or null.</summary>
    Task<StoredDocument?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads an object of any size.</summary>
    /// <exception cref="FileNotFoundException">There is no such object.</exception>
    Task<Stream> OpenReadAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes an object of any size, replacing what was there.</summary>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Writes a small object if a condition holds. Of several at the same moment exactly one succeeds.</summary>
    /// <returns>The new version, or null where the condition did not hold and nothing was written.</returns>
    Task<string?> TryPutAsync(
        string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken = default);

    /// <summary>Deletes an object; no error where there is none.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken = default);
}
