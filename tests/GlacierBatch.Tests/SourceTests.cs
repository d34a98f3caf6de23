using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests;

/// <summary>Source that can be read: no line of C# is wider than a review shows, and no file longer than one idea takes.</summary>
public sealed class SourceTests
{
    private const int LongestLine = 140;
    private const int LongestFile = 400;

    [Fact]
    public void No_line_is_too_long()
    {
        var found =
            from file in Files()
            from line in File.ReadLines(file).Index()
            where line.Item.Length > LongestLine
            select $"{Path.GetRelativePath(RepositoryRoot.Path, file)}:{line.Index + 1} has {line.Item.Length} characters";

        Assert.Empty(found);
    }

    [Fact]
    public void No_file_is_too_long()
    {
        var found =
            from file in Files()
            let lines = File.ReadLines(file).Count()
            where lines > LongestFile
            select $"{Path.GetRelativePath(RepositoryRoot.Path, file)} has {lines} lines";

        Assert.Empty(found);
    }

    private static IReadOnlyList<string> Files()
    {
        var files = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }
}
