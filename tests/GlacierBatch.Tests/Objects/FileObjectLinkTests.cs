using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>Links in a folder do not lead out of it.</summary>
public sealed class FileObjectLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public FileObjectLinkTests()
    {
        _store = new FileObjectStore(_folder.File("bucket"));
        Directory.CreateDirectory(_folder.File("bucket/in"));
        Directory.CreateDirectory(_folder.File("outside"));
        File.WriteAllText(_folder.File("outside/secret"), "secret");
        File.CreateSymbolicLink(_folder.File("bucket/in/file"), _folder.File("outside/secret"));
        File.CreateSymbolicLink(_folder.File("bucket/in/dangling"), _folder.File("outside/none"));
        Directory.CreateSymbolicLink(_folder.File("bucket/in/folder"), _folder.File("outside"));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("in/file")]
    [InlineData("in/dangling")]
    [InlineData("in/folder/secret")]
    [InlineData("in/folder/deeper/new")]
    public async Task A_link_is_refused_for_reads_and_writes(string key)
    {
        var faults = new[]
        {
            await Assert.ThrowsAnyAsync<IOException>(() => _store.FindAsync(key)),
            await Assert.ThrowsAnyAsync<IOException>(() => _store.GetAsync(key)),
            await Assert.ThrowsAnyAsync<IOException>(() => _store.OpenReadAsync(key)),
            await Assert.ThrowsAnyAsync<IOException>(() => _store.PutTextAsync(key, "x")),
            await Assert.ThrowsAnyAsync<IOException>(() => _store.TryPutTextAsync(key, "x", PutCondition.Absent)),
            await Assert.ThrowsAnyAsync<IOException>(() => _store.DeleteAsync(key)),
        };
        Assert.All(faults, e => Assert.Contains("is a symbolic link", e.Message, StringComparison.Ordinal));
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(_folder.File("outside")).Select(Path.GetFileName));
        Assert.Equal("secret", File.ReadAllText(_folder.File("outside/secret")));
    }

    [Fact]
    public async Task Links_and_what_lies_behind_them_are_not_listed()
    {
        await _store.PutTextAsync("in/real", "x");
        Assert.Equal(["in/real"], await _store.KeysAsync());
        Assert.Empty(await _store.KeysAsync("in/folder/"));
    }

    [Fact]
    public async Task The_stores_own_folder_may_not_be_a_link()
    {
        Directory.CreateSymbolicLink(_folder.File("bucket/.glacierbatch"), _folder.File("outside"));
        await Assert.ThrowsAnyAsync<IOException>(() => _store.PutTextAsync("a", "x"));
        await Assert.ThrowsAnyAsync<IOException>(() => _store.TryPutTextAsync("a", "x", PutCondition.Absent));
        Assert.Single(Directory.GetFileSystemEntries(_folder.File("outside")));
    }

    [Fact]
    public async Task The_bucket_itself_may_be_a_link()
    {
        Directory.CreateSymbolicLink(_folder.File("linked"), _folder.File("outside"));
        var linked = new FileObjectStore(_folder.File("linked"));
        await linked.PutTextAsync("a/b", "x");
        Assert.Equal(["a/b", "secret"], await linked.KeysAsync());
        Assert.Equal("x", File.ReadAllText(_folder.File("outside/a/b")));
    }
}
