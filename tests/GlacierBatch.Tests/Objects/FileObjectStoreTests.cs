using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>A folder as an object store: the contract of all stores, and what is special about files.</summary>
public sealed class FileObjectStoreTests : ObjectStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public FileObjectStoreTests() => _store = new FileObjectStore(_folder.File("bücket mit Leerzeichen 100%#?"));

    protected override IObjectStore Store => _store;

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
    public async Task Files_given_together_are_all_there_and_their_owners_have_them_no_more()
    {
        await _store.PutTextAsync("a/1", "old");
        var files = Enumerable.Range(0, 5).Select(i => new GivenFile($"a/{i}", _folder.File($"given-{i}"))).ToList();
        foreach (var file in files) await File.WriteAllTextAsync(file.Path, file.Key);
        await _store.TakeAsync(files);
        foreach (var file in files)
        {
            Assert.Equal(file.Key, await _store.GetTextAsync(file.Key));
            Assert.False(File.Exists(file.Path));
        }

        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch", "temp")));
    }

    [Fact]
    public async Task A_file_that_stays_is_copied_and_a_document_needs_none()
    {
        var (log, written) = (_folder.File("log"), new DateTimeOffset(2025, 8, 1, 12, 0, 0, 250, TimeSpan.Zero));
        await File.WriteAllTextAsync(log, "lines");
        await _store.PutTextAsync("logs/1", "a longer text than the lines");
        await _store.TakeAsync(
        [
            new GivenFile("logs/1", log) { Stays = true },
            new GivenFile("record", "{}"u8.ToArray()) { Condition = PutCondition.Absent, Written = written },
            new GivenFile("empty", ReadOnlyMemory<byte>.Empty),
        ]);
        Assert.Equal("lines", await File.ReadAllTextAsync(log));
        Assert.Equal("lines", await _store.GetTextAsync("logs/1"));
        Assert.Equal("{}", await _store.GetTextAsync("record"));
        Assert.Equal(written, (await _store.FindAsync("record"))?.LastModified);
        Assert.Equal("", await _store.GetTextAsync("empty"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch", "temp")));
    }

    [Theory]
    [InlineData("a document")]
    [InlineData("a copy")]
    [InlineData("a file of another disk")]
    public async Task Of_what_the_disk_has_no_room_for_nothing_is_left(string what)
    {
        await using var disk = await SmallDisk.MountAsync(_store.Folder, kibibytes: 256);
        var (path, bytes) = (_folder.File("large"), new byte[1 << 20]);
        await File.WriteAllBytesAsync(path, bytes);
        var large = what == "a document" ? new GivenFile("large", bytes) : new GivenFile("large", path) { Stays = what == "a copy" };
        await Assert.ThrowsAnyAsync<IOException>(() => _store.TakeAsync([new GivenFile("small", "x"u8.ToArray()), large]));
        Assert.Equal(bytes.Length, new FileInfo(path).Length);
        Assert.Empty(await _store.KeysAsync());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch", "temp")));
    }

    [Fact]
    public async Task Of_files_given_together_none_is_touched_where_one_has_no_valid_key()
    {
        var (good, bad) = (_folder.File("good"), _folder.File("bad"));
        foreach (var path in new[] { good, bad }) await File.WriteAllTextAsync(path, "x");
        await Assert.ThrowsAsync<ArgumentException>(() => _store.TakeAsync([new GivenFile("good", good), new GivenFile("../bad", bad)]));
        Assert.True(File.Exists(good) && File.Exists(bad));
        Assert.Empty(await _store.KeysAsync());
    }

    [Fact]
    public async Task Of_files_given_together_one_whose_condition_does_not_hold_is_not_written_and_the_next_one_waits()
    {
        var seen = await _store.TryPutTextAsync("overtaken", "1", PutCondition.Absent);
        var same = await _store.TryPutTextAsync("same", "1", PutCondition.Absent);
        await _store.PutTextAsync("overtaken", "2");
        var instead = new List<string>();
        GivenFile[] files =
        [
            new("new", _folder.File("a")) { Condition = PutCondition.Absent },
            new("overtaken", _folder.File("b")) { Condition = PutCondition.Match(seen!), Otherwise = _ => NoteAsync("overtaken") },
            new("same", _folder.File("c")) { Condition = PutCondition.Match(same!), Otherwise = _ => NoteAsync("same") },
            new("gone", _folder.File("d")) { Condition = PutCondition.Match(same!) },
        ];
        foreach (var file in files) await File.WriteAllTextAsync(file.Path, "given");
        await _store.TakeAsync(files);
        Assert.Equal(["overtaken: new overtaken"], instead);
        Assert.Equal("given", await _store.GetTextAsync("new"));
        Assert.Equal("2", await _store.GetTextAsync("overtaken"));
        Assert.Equal("given", await _store.GetTextAsync("same"));
        Assert.Null(await _store.FindAsync("gone"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch", "temp")));

        // It may change the very object: nothing is held any more.
        async Task NoteAsync(string key)
        {
            await _store.PutTextAsync(key, "2");
            var given = new List<string>();
            foreach (var there in await _store.KeysAsync())
            {
                if (await _store.GetTextAsync(there) == "given" || there == key) given.Add(there);
            }

            instead.Add($"{key}: {string.Join(' ', given)}");
        }
    }

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

    [Theory]
    [InlineData(".glacierbatch")]
    [InlineData(".GlacierBatch/locks/00")]
    public async Task A_key_of_the_stores_own_is_refused_everywhere(string key)
    {
        await RefusesAsync(key);
        Assert.False(Directory.Exists(_store.Folder));
    }

    [Fact]
    public async Task A_source_that_fails_leaves_no_litter()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync("a", new FailingStream(new IOException("the network is gone"))));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_store.Folder, ".glacierbatch/temp")));
    }
}
