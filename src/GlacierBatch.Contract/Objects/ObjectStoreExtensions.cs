namespace GlacierBatch.Contract.Objects;

/// <summary>What every store can do by means of the few things that it must.</summary>
public static class ObjectStoreExtensions
{
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
