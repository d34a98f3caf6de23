namespace GlacierBatch.Contract.Objects;

/// <summary>A file that its owner gives away.</summary>
/// <param name="Key">The object that it becomes.</param>
/// <param name="Path">The file: nobody writes it any more.</param>
public readonly record struct GivenFile(string Key, string Path)
{
    /// <summary>When it was written, as its owner counts; null for when it is taken.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>What must hold of the object, or null where it is replaced whatever it is.</summary>
    public PutCondition? Condition { get; init; }

    /// <summary>Done instead where the condition does not hold, before the files after this one appear.</summary>
    public Func<CancellationToken, Task>? Otherwise { get; init; }
}
