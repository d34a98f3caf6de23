namespace GlacierBatch.Contract.Objects;

/// <summary>A file that its owner gives away, or what is to be in it.</summary>
/// <param name="Key">The object that it becomes.</param>
/// <param name="Path">The file: nobody writes it any more.</param>
public readonly record struct GivenFile(string Key, string Path)
{
    /// <summary>A document that is in no file yet.</summary>
    /// <param name="key">The object that it becomes.</param>
    /// <param name="content">Its bytes.</param>
    public GivenFile(string key, ReadOnlyMemory<byte> content) : this(key, "") => Content = content;

    /// <summary>The document's bytes; null of a file.</summary>
    public ReadOnlyMemory<byte>? Content { get; }

    /// <summary>Whether its owner keeps the file, and the store takes a copy.</summary>
    public bool Stays { get; init; }

    /// <summary>When it was written, as its owner counts; null for when it is taken.</summary>
    public DateTimeOffset? Written { get; init; }

    /// <summary>What must hold of the object, or null where it is replaced whatever it is.</summary>
    public PutCondition? Condition { get; init; }

    /// <summary>Done instead where the condition does not hold, before the files after this one appear.</summary>
    public Func<CancellationToken, Task>? Otherwise { get; init; }
}
