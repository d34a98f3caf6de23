using GlacierBatch.Contract.Objects;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>What every store does alike.</summary>
public abstract class ObjectStoreContract
{
    /// <summary>An empty store of the test's own.</summary>
    protected abstract IObjectStore Store { get; }

    [Fact]
    public async Task What_was_written_is_read_found_and_listed()
    {
        await Store.PutTextAsync("runs/r1/manifest.json", "{}");
        Assert.Equal("{}", await Store.GetTextAsync("runs/r1/manifest.json"));

        var found = await Store.FindAsync("runs/r1/manifest.json");
        var listed = Assert.Single(await Store.ListAsync("").ToArrayAsync());
        Assert.Equal(found, listed);
        Assert.Equal(2, listed.Size);
        Assert.Equal(TimeSpan.Zero, listed.LastModified.Offset);

        await using var stream = await Store.OpenReadAsync("runs/r1/manifest.json");
        Assert.Equal("{}", await new StreamReader(stream).ReadToEndAsync());
    }

    [Fact]
    public async Task Put_if_absent_writes_once()
    {
        Assert.NotNull(await Store.TryPutTextAsync("a/b", "first", PutCondition.Absent));
        Assert.Null(await Store.TryPutTextAsync("a/b", "second", PutCondition.Absent));
        Assert.Equal("first", await Store.GetTextAsync("a/b"));
    }

    [Fact]
    public async Task Put_if_match_needs_the_version_that_is_there()
    {
        var first = await Store.TryPutTextAsync("a", "1", PutCondition.Absent);
        var second = await Store.TryPutTextAsync("a", "2", PutCondition.Match(first ?? ""));
        Assert.NotNull(second);
        Assert.Null(await Store.TryPutTextAsync("a", "3", PutCondition.Match(first ?? "")));
        Assert.Equal("2", await Store.GetTextAsync("a"));

        await Store.DeleteAsync("a");
        Assert.Null(await Store.TryPutTextAsync("a", "4", PutCondition.Match(second)));
        Assert.Empty(await Store.KeysAsync());
    }

    [Fact]
    public async Task All_of_a_prefix_is_deleted_and_nothing_else()
    {
        foreach (var key in new[] { "runs/a/1", "runs/a/x/2", "runs/ab/3", "runs/b/4" }) await Store.PutTextAsync(key, key);
        Assert.Equal(2, await Store.DeleteAllAsync("runs/a/"));
        Assert.Equal(["runs/ab/3", "runs/b/4"], await Store.KeysAsync());
        Assert.Equal(0, await Store.DeleteAllAsync("runs/a/"));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAllAsync(""));
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
    public async Task A_key_that_is_none_is_refused_everywhere(string key)
    {
        await RefusesAsync(key);
        Assert.Empty(await Store.KeysAsync());
    }

    [Fact]
    public async Task A_source_that_fails_leaves_the_object_as_it_was()
    {
        await Store.PutTextAsync("a", "old");
        var fault = new IOException("the network is gone");
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(() => Store.PutAsync("a", new FailingStream(fault))));
        Assert.Equal("old", await Store.GetTextAsync("a"));
    }

    [Fact]
    public async Task A_cancelled_call_changes_nothing()
    {
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.PutAsync("a", new MemoryStream([1]), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.TryPutAsync("a", new byte[1], PutCondition.Absent, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.ListAsync("", cancelled).ToArrayAsync());
        Assert.Empty(await Store.KeysAsync());
    }

    [Fact]
    public async Task Keys_come_in_ordinal_order_across_files_and_folders()
    {
        string[] keys = ["A", "a-b", "a.b", "a/b", "a/b0", "a/c/d", "a0", "b/.hidden", "ä"];
        foreach (var key in keys.Reverse()) await Store.PutTextAsync(key, key);
        Assert.Equal(keys, await Store.KeysAsync());
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("runs/a/res", 2)]
    [InlineData("runs/a/results", 2)]
    [InlineData("runs/a/results/", 2)]
    [InlineData("runs/a/results/x", 1)]
    [InlineData("runs/a", 4)]
    [InlineData("runs/a/", 3)]
    [InlineData("Runs/", 0)]
    [InlineData("runs/a/resultsx", 0)]
    [InlineData("runs/none/", 0)]
    [InlineData("runs/a/results/x/", 0)]
    public async Task A_prefix_is_a_beginning_of_keys_and_not_only_a_folder(string prefix, int count)
    {
        foreach (var key in new[] { "runs/a/results/x", "runs/a/results/y", "runs/a/re", "runs/ab/results/x" })
        {
            await Store.PutTextAsync(key, key);
        }

        Assert.Equal(count, (await Store.KeysAsync(prefix)).Length);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("../")]
    [InlineData("a/../b")]
    [InlineData("a//b")]
    [InlineData("/etc/p")]
    public async Task A_prefix_that_leads_elsewhere_is_refused(string prefix) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Store.KeysAsync(prefix));

    [Theory]
    [InlineData("Übersicht/Gletscher östlich.csv")]
    [InlineData("a+b/c d/e%20f&g=h;i@j,k'l(m)!~")]
    [InlineData("#1?x=y")]
    [InlineData("冰川/🏔.tif")]
    [InlineData("+")]
    public async Task A_key_may_have_umlauts_spaces_and_signs(string key)
    {
        await Store.PutTextAsync(key, "x");
        Assert.Equal("x", await Store.GetTextAsync(key));
        Assert.Equal(key, (await Store.FindAsync(key))?.Key);
        Assert.Equal([key], await Store.KeysAsync());
        Assert.Equal([key], await Store.KeysAsync(key[..1]));
        Assert.Null(await Store.TryPutTextAsync(key, "y", PutCondition.Absent));
        Assert.Equal(1, await Store.DeleteAllAsync(key));
        Assert.Empty(await Store.KeysAsync());
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        await Store.PutTextAsync("empty", "");
        Assert.NotNull(await Store.TryPutTextAsync("none", "", PutCondition.Absent));
        Assert.Equal("", await Store.GetTextAsync("empty"));
        Assert.Equal(0, (await Store.FindAsync("none"))?.Size);
        await using var stream = await Store.OpenReadAsync("empty");
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
    }

    [Fact]
    public async Task A_version_is_what_a_write_returned_and_a_read_returns()
    {
        var first = await Store.TryPutTextAsync("a", "1", PutCondition.Absent);
        Assert.Equal(first, (await Store.GetAsync("a"))?.ETag);
        var second = await Store.TryPutTextAsync("a", "2", PutCondition.Match(first ?? ""));
        Assert.NotEqual(first, second);
        Assert.Equal(second, (await Store.GetAsync("a"))?.ETag);
    }

    [Fact]
    public async Task What_is_not_there_is_null_or_not_found()
    {
        Assert.Null(await Store.GetAsync("a/b"));
        Assert.Null(await Store.FindAsync("a/b"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Store.OpenReadAsync("a/b"));
        await Store.DeleteAsync("a/b");
        await Store.PutTextAsync("a/bc", "x");
        Assert.Null(await Store.FindAsync("a/b"));
        Assert.Null(await Store.FindAsync("a"));
    }

    /// <summary>Every call says no to a key.</summary>
    protected async Task RefusesAsync(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.FindAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.GetAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.OpenReadAsync(key));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.PutTextAsync(key, "x"));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.TryPutTextAsync(key, "x", PutCondition.Absent));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.DeleteAsync(key));
    }
}
