namespace GlacierBatch.Contract.Objects;

/// <summary>A store that deletes many objects by one request.</summary>
internal interface IBulkDelete
{
    /// <summary>Deletes the objects whose key begins with a prefix, which is not empty.</summary>
    /// <returns>How many were deleted.</returns>
    Task<int> DeleteAllAsync(string prefix, CancellationToken cancellationToken);
}
