namespace GlacierBatch.Contract.Objects;

/// <summary>A file that its owner gives away.</summary>
/// <param name="Key">The object that it becomes.</param>
/// <param name="Path">The file: nobody writes it any more.</param>
public readonly record struct GivenFile(string Key, string Path);
