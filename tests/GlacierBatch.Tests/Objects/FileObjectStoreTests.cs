using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

public sealed class FileObjectStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public FileObjectStoreTests() => _store = new FileObjectStore(_folder.File("bücket mit Leerzeichen 100%#?"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_folder_is_made_by_the_first_write_and_by_nothing_else()
    {
        Assert.Empty(await _store.KeysAsync());
        Assert.Null(await _store.FindAsync("a"));
        Assert.Null(await _store.GetAsync("a/b"));
        Assert.Null(await _store.TryPutTextAsync("a", "x", PutCondition.Match("none")));
        await _store.DeleteAsync("a");
        Assert.False(Directory.Exists(_store.Folder));

        await _store.PutTextAsync("a", "x");
        Assert.True(Directory.Exists(_store.Folder));
    }

    [Fact]
    public async Task What_was_written_is_read_found_and_listed()
    {
        await _store.PutTextAsync("runs/r1/manifest.json", "{}");
        Assert.Equal("{}", await _store.GetTextAsync("runs/r1/manifest.json"));

        var found = await _store.FindAsync("runs/r1/manifest.json");
        var listed = Assert.Single(await _store.ListAsync("").ToArrayAsync());
        Assert.Equal(found, listed);
        Assert.Equal(2, listed.Size);
        Assert.Equal(TimeSpan.Zero, listed.LastModified.Offset);

        await using var stream = await _store.OpenReadAsync("runs/r1/manifest.json");
        Assert.Equal("{}", await new StreamReader(stream).ReadToEndAsync());
    }

    [Fact]
    public void The_location_is_a_folder_address_that_leads_back_to_the_folder()
    {
        Assert.Equal("file", _store.Location.Scheme);
        Assert.EndsWith("/b%C3%BCcket%20mit%20Leerzeichen%20100%25%23%3F/", _store.Location.AbsoluteUri, StringComparison.Ordinal);
        Assert.Equal(_store.Folder + "/", _store.Location.LocalPath);
    }

    [Fact]
    public void A_relative_folder_is_meant_from_the_current_one() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "bucket"), new FileObjectStore("bucket/").Folder);

    [Fact]
    public async Task Equal_content_has_an_equal_version_and_other_content_another()
    {
        var first = await _store.TryPutTextAsync("a", "same", PutCondition.Absent);
        var second = await _store.TryPutTextAsync("b", "same", PutCondition.Absent);
        var third = await _store.TryPutTextAsync("c", "other", PutCondition.Absent);
        Assert.NotNull(first);
        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Equal(first, (await _store.GetAsync("a"))?.ETag);
    }

    [Fact]
    public async Task Put_if_absent_writes_once()
    {
        Assert.NotNull(await _store.TryPutTextAsync("a/b", "first", PutCondition.Absent));
        Assert.Null(await _store.TryPutTextAsync("a/b", "second", PutCondition.Absent));
        Assert.Equal("first", await _store.GetTextAsync("a/b"));
    }

    [Fact]
    public async Task Put_if_match_needs_the_version_that_is_there()
    {
        var first = await _store.TryPutTextAsync("a", "1", PutCondition.Absent);
        var second = await _store.TryPutTextAsync("a", "2", PutCondition.Match(first ?? ""));
        Assert.NotNull(second);
        Assert.Null(await _store.TryPutTextAsync("a", "3", PutCondition.Match(first ?? "")));
        Assert.Equal("2", await _store.GetTextAsync("a"));

        await _store.DeleteAsync("a");
        Assert.Null(await _store.TryPutTextAsync("a", "4", PutCondition.Match(second)));
        Assert.Empty(await _store.KeysAsync());
    }

    [Fact]
    public async Task A_reader_keeps_the_object_that_it_opened()
    {
        await _store.PutTextAsync("a", new string('1', 200_000));
        await using var reading = await _store.OpenReadAsync("a");
        await _store.PutTextAsync("a", "2");
        Assert.Equal(new string('1', 200_000), await new StreamReader(reading).ReadToEndAsync());
        Assert.Equal("2", await _store.GetTextAsync("a"));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_not_found()
    {
        var e = await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenReadAsync("a/b"));
        Assert.Equal($"There is no object 'a/b' in the folder '{_store.Folder}'.", e.Message);
        await _store.PutTextAsync("a/b", "x");
        Assert.Null(await _store.FindAsync("a"));
        Assert.Null(await _store.FindAsync("a/b/c"));
        Assert.Null(await _store.GetAsync("a"));
    }

    [Fact]
    public async Task A_deletion_takes_the_folders_that_it_empties_but_never_the_bucket()
    {
        await _store.PutTextAsync("a/b/c/1", "x");
        await _store.PutTextAsync("a/2", "x");
        await _store.DeleteAsync("a/b/c/1");
        await _store.DeleteAsync("a/b/c/1");
        Assert.False(Directory.Exists(Path.Combine(_store.Folder, "a/b")));
        Assert.Equal(["a/2"], await _store.KeysAsync());

        await _store.DeleteAsync("a/2");
        Assert.False(Directory.Exists(Path.Combine(_store.Folder, "a")));
        Assert.True(Directory.Exists(_store.Folder));
    }

    [Fact]
    public async Task All_of_a_prefix_is_deleted_and_nothing_else()
    {
        foreach (var key in new[] { "runs/a/1", "runs/a/x/2", "runs/ab/3", "runs/b/4" }) await _store.PutTextAsync(key, key);
        Assert.Equal(2, await _store.DeleteAllAsync("runs/a/"));
        Assert.Equal(["runs/ab/3", "runs/b/4"], await _store.KeysAsync());
        Assert.Equal(0, await _store.DeleteAllAsync("runs/a/"));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAllAsync(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("nul")]
    [InlineData(".glacierbatch")]
    [InlineData(".GlacierBatch/locks/00")]
    public async Task A_key_that_is_none_is_refused_everywhere(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _store.FindAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.GetAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.OpenReadAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.PutTextAsync(key, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.TryPutTextAsync(key, "x", PutCondition.Absent));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.DeleteAsync(key));
        Assert.False(Directory.Exists(_store.Folder));
    }

    [Fact]
    public async Task An_object_where_others_lie_below_is_refused_in_one_sentence()
    {
        await _store.PutTextAsync("a/b", "x");
        var above = await Assert.ThrowsAnyAsync<IOException>(() => _store.PutTextAsync("a", "y"));
        Assert.Equal(
            $"The object 'a' could not be written to the folder '{_store.Folder}': there are objects below this key, and a folder " +
            "cannot hold both.", above.Message);
        var below = await Assert.ThrowsAnyAsync<IOException>(() => _store.TryPutTextAsync("a/b/c", "y", PutCondition.Absent));
        Assert.StartsWith(
            $"The object 'a/b/c' could not be written to the folder '{_store.Folder}'", below.Message, StringComparison.Ordinal);
        Assert.Equal(["a/b"], await _store.KeysAsync());
    }

    [Fact]
    public async Task A_source_that_fails_leaves_the_object_as_it_was_and_no_litter()
    {
        await _store.PutTextAsync("a", "old");
        var fault = new IOException("the network is gone");
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => _store.PutAsync("a", new FailingStream(fault))));
        Assert.Equal("old", await _store.GetTextAsync("a"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch/temp")));
    }

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PutAsync("a", new MemoryStream([1]), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _store.TryPutAsync("a", new byte[1], PutCondition.Absent, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _store.ListAsync("", cancelled).ToArrayAsync());
        Assert.Empty(await _store.KeysAsync());
    }

    private sealed class FailingStream(Exception fault) : MemoryStream(new byte[10])
    {
        private bool _failing;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_failing) throw fault;
            _failing = true;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
