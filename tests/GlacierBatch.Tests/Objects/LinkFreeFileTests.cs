using System.Diagnostics;
using System.Runtime.Versioning;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Processes.Linux;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>What the kernel opens below a folder in one step, and what is left to the way that tells what is wrong.</summary>
[SupportedOSPlatform("linux")]
public sealed class LinkFreeFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _root;

    public LinkFreeFileTests()
    {
        _root = _folder.File("bucket");
        Directory.CreateDirectory(Path.Combine(_root, "in", "a folder"));
        File.WriteAllText(Path.Combine(_root, "in", "Grønland.txt"), "here");
        File.WriteAllText(_folder.File("secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(_root, "in", "link"), _folder.File("secret"));
        Directory.CreateSymbolicLink(Path.Combine(_root, "out"), _folder.Path);
        Directory.CreateSymbolicLink(_folder.File("linked"), _root);
        Assert.SkipUnless(OperatingSystem.IsLinux() && LinkFreeFile.TryOpen(_root, "nothing", out _), "openat2 is not to be had here.");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bucket")]
    [InlineData("linked")]
    public void A_file_is_opened_also_where_the_folder_itself_is_a_link(string root)
    {
        Assert.True(LinkFreeFile.TryOpen(_folder.File(root), "in/Grønland.txt", out var file));
        Assert.NotNull(file);
        using var stream = new FileStream(file, FileAccess.Read);
        using var reader = new StreamReader(stream);
        Assert.Equal("here", reader.ReadToEnd());
    }

    [Theory]
    [InlineData("in/nothing")]
    [InlineData("nowhere/file")]
    [InlineData("in/a folder")]
    [InlineData("in/Grønland.txt/below")]
    public void There_is_no_file(string key)
    {
        Assert.True(LinkFreeFile.TryOpen(_root, key, out var file));
        Assert.Null(file);
        Assert.True(LinkFreeFile.TryOpen(_folder.File("no-such-folder"), key, out file));
        Assert.Null(file);
    }

    [Theory]
    [InlineData("in/Grønland.txt", Libc.KindFile)]
    [InlineData("in/a folder", Libc.KindFolder)]
    [InlineData("in/nothing", 0)]
    [InlineData("nowhere/file", 0)]
    [InlineData("in/Grønland.txt/below", 0)]
    public void What_is_there_is_found(string key, int kind)
    {
        Assert.True(LinkFreeFile.TryFind(_root, key, out var found));
        Assert.Equal(kind, found);
        Assert.True(LinkFreeFile.TryFind(_folder.File("linked"), key, out found));
        Assert.Equal(kind, found);
        Assert.True(LinkFreeFile.TryFind(_folder.File("no-such-folder"), key, out found));
        Assert.Equal(0, found);
    }

    [Theory]
    [InlineData("in/link")]
    [InlineData("out/secret")]
    [InlineData("out/linked/in/Grønland.txt")]
    [InlineData("../secret")]
    [InlineData("in/../../secret")]
    [InlineData("/etc/hostname")]
    public void What_leads_elsewhere_is_never_opened(string key)
    {
        Assert.False(LinkFreeFile.TryOpen(_root, key, out var file));
        Assert.Null(file);
        Assert.False(LinkFreeFile.TryFind(_root, key, out var kind));
        Assert.Equal(0, kind);
    }

    [Fact]
    public async Task A_pipe_is_not_waited_for()
    {
        using var make = Process.Start("mkfifo", [Path.Combine(_root, "pipe")]);
        await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.False(LinkFreeFile.TryOpen(_root, "pipe", out var file));
        Assert.Null(file);
        Assert.True(LinkFreeFile.TryFind(_root, "pipe", out var kind));
        Assert.NotEqual(Libc.KindFile, kind);
    }

    [Fact]
    public void A_way_that_is_too_long_is_left_to_the_other_one()
    {
        var key = string.Join('/', Enumerable.Repeat(new string('x', 200), 25));
        Assert.False(LinkFreeFile.TryOpen(_root, key, out var file));
        Assert.Null(file);
    }

    [Fact]
    public void No_descriptor_is_left_open()
    {
        string[] keys = ["in/Grønland.txt", "in/nothing", "in/a folder", "in/link", "out/secret"];
        var before = Own();
        for (var round = 0; round < 20; round++)
        {
            foreach (var key in keys)
            {
                _ = LinkFreeFile.TryOpen(_root, key, out var file);
                file?.Dispose();
                _ = LinkFreeFile.TryFind(_root, key, out _);
            }
        }

        Assert.Equal(before, Own());

        // Of all descriptors of the process, those of this folder: other tests have theirs.
        int Own() => Directory.EnumerateFileSystemEntries("/proc/self/fd")
            .Count(path => new FileInfo(path).LinkTarget?.StartsWith(_folder.Path, StringComparison.Ordinal) == true);
    }
}
