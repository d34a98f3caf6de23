using System.Security.Cryptography;
using System.Text;
using GlacierBatch.Contract.Objects;

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

    /// <summary>The revision of files: SHA-256 over names and contents, in hexadecimal.</summary>
    /// <param name="files">By path in ordinal order.</param>
    public static string RevisionOf(IEnumerable<WorkloadFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files) hash.AppendData(Encoding.UTF8.GetBytes($"{file.Sha256} {file.Path}\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Refuses what no publisher of ours would write, before any of it becomes a path.</summary>
    /// <param name="revision">The revision that it should be of.</param>
    /// <exception cref="InvalidDataException">Something in it cannot be used; the message names it.</exception>
    public WorkloadIndex Validated(string revision)
    {
        void Require(bool holds, string fault)
        {
            if (!holds) throw new InvalidDataException($"The index of the workload {revision} cannot be used: {fault}.");
        }

        Require(Revision == revision, "it is of another revision");
        foreach (var file in Files)
        {
            Require(file is not null, "a file is empty");
            Require(ObjectKey.FindFault(file?.Path) is null, $"a file's path cannot be used, {ObjectKey.FindFault(file?.Path)}");
        }

        return this;
    }
}
