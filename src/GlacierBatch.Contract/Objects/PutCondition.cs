namespace GlacierBatch.Contract.Objects;

/// <summary>What must hold for a write to happen.</summary>
public sealed record PutCondition
{
    private PutCondition(string? etag) => ETag = etag;

    /// <summary>There is no such object yet (If-None-Match: *).</summary>
    public static PutCondition Absent { get; } = new((string?)null);

    /// <summary>The version that must still be there, or null where none may be.</summary>
    public string? ETag { get; }

    /// <summary>The object is still the version that was read (If-Match).</summary>
    public static PutCondition Match(string etag)
    {
        ArgumentException.ThrowIfNullOrEmpty(etag);
        return new PutCondition(etag);
    }
}
