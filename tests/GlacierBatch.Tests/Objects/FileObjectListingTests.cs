using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>What a folder lists while others write, and what it leaves out.</summary>
public sealed class FileObjectListingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public FileObjectListingTests() => _store = new FileObjectStore(_folder.File("bucket"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_no_key_can_name_is_not_listed()
    {
        await _store.PutTextAsync("a/b", "x");
        File.WriteAllText(Path.Combine(_store.Folder, "a", "back\\slash"), "x");
        File.WriteAllText(Path.Combine(_store.Folder, ".glacierbatch", "temp", "litter"), "x");
        Directory.CreateDirectory(Path.Combine(_store.Folder, "empty"));
        Assert.Equal(["a/b"], await _store.KeysAsync());
        Assert.Empty(await _store.KeysAsync(".gl"));
        Assert.Empty(await _store.KeysAsync(".glacierbatch/temp/"));
    }

    [Fact]
    public async Task What_vanishes_during_a_listing_is_skipped()
    {
        foreach (var key in new[] { "a/1", "a/2", "a/3", "b/1", "c/1" }) await _store.PutTextAsync(key, key);
        var seen = new List<string>();
        await foreach (var entry in _store.ListAsync(""))
        {
            seen.Add(entry.Key);
            if (entry.Key != "a/1") continue;
            await _store.DeleteAsync("a/2");
            await _store.DeleteAsync("b/1");
        }

        Assert.Equal(["a/1", "a/3", "c/1"], seen);
    }

    [Property(MaxTest = 30)]
    public Property Any_set_of_keys_is_listed_as_its_own_sorted_part()
    {
        var parts = Gen.Elements("a", "b", "a-", "a.b", "A", "0", "aa");
        var keys = Gen.Choose(1, 4).SelectMany(n => parts.ArrayOf(n)).Select(p => string.Join('/', p)).ListOf()
            .Select(all => all.Distinct().Where(k => !all.Any(o => o.StartsWith(k + "/", StringComparison.Ordinal))).ToArray());
        return Prop.ForAll(keys.ToArbitrary(), Gen.Elements("", "a", "a/", "a/a", "b/a-", "a.b/").ToArbitrary(), (all, prefix) =>
        {
            using var folder = new TemporaryFolder();
            foreach (var key in all)
            {
                var path = folder.File(key);
                Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
                File.WriteAllText(path, key);
            }

            var listed = new FileObjectStore(folder.Path).ListAsync(prefix).Select(e => e.Key).ToBlockingEnumerable();
            var expected = all.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            return listed.SequenceEqual(expected);
        });
    }
}
