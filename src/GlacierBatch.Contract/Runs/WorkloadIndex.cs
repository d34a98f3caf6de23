namespace GlacierBatch.Contract.Runs;

/// <summary>The files of one revision of the scripts. A task fetches these and no others, and checks each.</summary>
public sealed record WorkloadIndex
{
    /// <summary>The format that this version writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>SHA-256 over names and contents, in hexadecimal.</summary>
    public required string Revision { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset Published { get; init; }

    /// <summary>The files, by path in ordinal order.</summary>
    public required IReadOnlyList<WorkloadFile> Files { get; init; }
}
