using Xunit;

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// All that is kept of an environment: the files of its bucket, and what the ledger says, as the module reads it. A second SQLite in
/// this process must not open the ledger: closing the file drops the locks of the module's own.
/// </summary>
internal sealed record Snapshot(IReadOnlyList<string> Files, IReadOnlyList<string> Rows)
{
    /// <summary>Takes one.</summary>
    public static Snapshot Of(ModuleSession session) => new(
        ReadFiles(session.Bucket),
        [.. session.Run("""
            Get-GlacierBatchEnvironment "$name*" | Where-Object Name -eq $name
            Get-GlacierRun | Where-Object Environment -eq $name
            Get-GlacierJob | Where-Object Environment -eq $name
            """).Select(item => item.Everything())]);

    /// <summary>The files below a folder with their sizes and times, but not the store's own locks.</summary>
    public static IReadOnlyList<string> ReadFiles(string folder) => !Directory.Exists(folder)
        ? []
        : [.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(file => !file.FullName.Contains(".glacierbatch", StringComparison.Ordinal))
            .Select(file => $"{Path.GetRelativePath(folder, file.FullName)} {file.Length} {file.LastWriteTimeUtc:O}")
            .Order(StringComparer.Ordinal)];

    /// <summary>Asserts that nothing has been changed since.</summary>
    public void AssertUnchanged(ModuleSession session)
    {
        var now = Of(session);
        Assert.Equal(Files, now.Files);
        Assert.Equal(Rows, now.Rows);
    }
}
