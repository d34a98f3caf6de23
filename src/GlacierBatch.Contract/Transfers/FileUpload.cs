namespace GlacierBatch.Contract.Transfers;

/// <summary>A file on its way into a store.</summary>
/// <param name="Path">The file. A symbolic link is refused: it could lead anywhere.</param>
/// <param name="Key">The object that it becomes, replacing what was there.</param>
public sealed record FileUpload(string Path, string Key)
{
    /// <summary>
    /// Whether an object of the same size and checksum that is there already is left as it is. It costs a question per file, and saves
    /// a second attempt what the first one sent.
    /// </summary>
    public bool KeepsEqual { get; init; }
}
