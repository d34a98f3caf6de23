using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>
/// The rules for names that become files, by the strictest of the platforms: Windows, whatever the tests run on. A key that is valid
/// here is one file everywhere, and below the folder that it is asked of.
/// </summary>
public sealed class ObjectKeyTests
{
    [Theory]
    [InlineData("..\\..\\Windows\\win.ini", "backslash")]
    [InlineData("\\\\server\\share\\a", "backslash")]
    [InlineData("C:/Windows/win.ini", "colon")]
    [InlineData("C:a", "colon")]
    [InlineData("scene.tif:stream", "colon")]
    [InlineData("//server/share/a", "empty part")]
    [InlineData("a/..", "leads elsewhere")]
    [InlineData("a./b", "dot or space")]
    [InlineData("a /b", "dot or space")]
    [InlineData("a/scene.tif.", "dot or space")]
    [InlineData("a/con", "device")]
    [InlineData("Aux.txt/b", "device")]
    [InlineData("lpt1.tar.gz", "device")]
    [InlineData("a/COM9.tif", "device")]
    [InlineData("a/tab\there", "control")]
    public void What_means_something_else_on_Windows_is_no_key(string key, string why)
    {
        Assert.Contains(why, ObjectKey.FindFault(key), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ObjectKey.Require(key));
    }

    [Theory]
    [InlineData("console/auxiliary.txt")]
    [InlineData("com10/lpt.tif")]
    [InlineData("Größe und Maß/ümlaut é.tif")]
    [InlineData(".hidden/..a")]
    public void What_only_looks_like_it_is_one(string key) => Assert.Equal(key, ObjectKey.Require(key));

    [Fact]
    public void A_part_is_as_long_as_a_file_name_may_be_and_a_key_as_long_as_S3_allows()
    {
        Assert.Null(ObjectKey.FindFault($"a/{new string('b', 255)}"));
        Assert.Contains("255 bytes", ObjectKey.FindFault($"a/{new string('ü', 128)}"), StringComparison.Ordinal);
        Assert.Contains("1024 bytes", ObjectKey.FindFault(string.Join('/', Enumerable.Repeat("abcdefg", 129))), StringComparison.Ordinal);
    }

    /// <summary>A path of more than 260 characters, which Windows' own programs refuse and .NET does not.</summary>
    [Fact]
    public async Task A_deep_key_is_written_read_listed_and_deleted()
    {
        using var folder = new TemporaryFolder();
        var store = new FileObjectStore(folder.Path);
        var key = string.Join('/', Enumerable.Repeat("Größe und Maß", 30)) + "/scene.tif";

        await store.PutTextAsync(key, "deep");

        Assert.True(Path.Join(folder.Path, key).Length > 400);
        Assert.Equal("deep", await store.GetTextAsync(key));
        Assert.Equal([key], await store.KeysAsync());
        await store.DeleteAsync(key);
        Assert.Empty(Directory.GetDirectories(folder.Path, "G*"));
    }

    [Theory]
    [InlineData("con")]
    [InlineData("NUL")]
    [InlineData("com1")]
    [InlineData("a b")]
    [InlineData("a.b")]
    [InlineData("a:b")]
    [InlineData("ä")]
    public void A_run_or_environment_has_no_name_that_Windows_or_Batch_refuses(string name) => Assert.False(RunName.IsValid(name));
}
