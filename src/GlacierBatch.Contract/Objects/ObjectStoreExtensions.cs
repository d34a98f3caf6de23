namespace GlacierBatch.Contract.Objects;

/// <summary>What every store can do by means of the few things that it must.</summary>
public static class ObjectStoreExtensions
{
    /// <summary>Writes an object from a file that its owner gives away: a store that can, makes it its own without a copy.</summary>
    /// <param name="store">The store.</param>
    /// <param name="key">The object.</param>
    /// <param name="path">The file, which may be gone afterwards.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The store cannot be reached or written, or the file cannot be read.</exception>
    public static async Task PutFileAsync(this IObjectStore store, string key, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (store is IFileTaker taker)
        {
            await taker.TakeAsync([new GivenFile(key, path)], cancellationToken);
            return;
        }

        await using var content = File.OpenRead(path);
        await store.PutAsync(key, content, cancellationToken);
    }

    /// <summary>Deletes the objects whose key begins with a prefix; those written meanwhile may stay.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">At least one character: a whole bucket is never deleted.</param>
    /// <param name="cancellationToken">Stops between two requests.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="ArgumentException">The prefix is empty or no valid one.</exception>
    /// <exception cref="IOException">The store cannot be reached or written.</exception>
    public static async Task<int> DeleteAllAsync(this IObjectStore store, string prefix, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        if (store is IBulkDelete bulk) return await bulk.DeleteAllAsync(prefix, cancellationToken);

        var count = 0;
        await foreach (var entry in store.ListAsync(prefix, cancellationToken))
        {
            await store.DeleteAsync(entry.Key, cancellationToken);
            count++;
        }

        return count;
    }
}
