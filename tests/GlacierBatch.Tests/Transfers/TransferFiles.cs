using System.Security.Cryptography;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Transfers;

/// <summary>Files to be moved, and what became of them.</summary>
internal static class TransferFiles
{
    /// <summary>Makes a file of random content.</summary>
    internal static string Make(this TemporaryFolder folder, string name, int size)
    {
        var path = folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    /// <summary>A file's checksum, in hexadecimal.</summary>
    internal static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>What is directly in a folder, hidden or not; nothing where there is none.</summary>
    internal static string[] NamesIn(string folder) => !Directory.Exists(folder) ? []
        : [.. Directory.GetFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}

/// <summary>Tells at once and where it happens, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class ProgressNow(Action<TransferProgress> told) : IProgress<TransferProgress>
{
    public void Report(TransferProgress value) => told(value);
}
