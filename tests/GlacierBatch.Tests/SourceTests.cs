using System.Text.RegularExpressions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests;

/// <summary>Source that can be read: no line of C# is wider than a review shows, and no file longer than one idea takes.</summary>
public sealed partial class SourceTests
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

    /// <summary>Scripts in their first lines, C# above its first type, or above its first statement where it has none.</summary>
    [Fact]
    public void Every_file_opens_with_what_it_is_for()
    {
        var scripts = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "scripts"), "*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(
                Path.Combine(RepositoryRoot.Path, "src", "GlacierBatch.Module"), "*.ps*", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests", "Pester"), "*.ps1"))
            .Where(file => !file.Contains("__pycache__", StringComparison.Ordinal) && !file.EndsWith(".md", StringComparison.Ordinal));

        var silent = Files().Where(file => !OpeningOf(file).Any(line => line.StartsWith("//", StringComparison.Ordinal)))
            .Where(file => Path.GetFileName(file) != "GlobalUsings.cs")
            .Concat(scripts.Where(file => !File.ReadLines(file).Take(4).Any(line => ScriptComment().IsMatch(line))));

        Assert.Empty(silent.Select(file => Path.GetRelativePath(RepositoryRoot.Path, file)));
    }

    private static IEnumerable<string> OpeningOf(string file) => File.ReadLines(file).TakeWhile(line => !OpeningEnd().IsMatch(line));

    [GeneratedRegex(@"^((public|internal|file) .*\b(class|record|struct|interface|enum|delegate)\b|(if|switch|var|try|return|await) ?)")]
    private static partial Regex OpeningEnd();

    [GeneratedRegex("^(#[^!]|\"\"\"| *<!--)")]
    private static partial Regex ScriptComment();

    private static IReadOnlyList<string> Files()
    {
        var files = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories))
            .ToList();
        Assert.NotEmpty(files);
        return files;
    }
}
