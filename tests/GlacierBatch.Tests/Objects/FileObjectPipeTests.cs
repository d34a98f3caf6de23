using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>A folder into which somebody put what only looks like an object: nobody waits for the other end of a pipe.</summary>
public sealed class FileObjectPipeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;

    public FileObjectPipeTests() => _store = new FileObjectStore(_folder.File("bucket"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_pipe_is_no_object_and_is_left_alone()
    {
        await _store.PutTextAsync("a/there", "x");
        var pipe = Path.Combine(_store.Folder, "a/pipe");
        await PipeFile.MakeAsync(pipe);

        Assert.Null(await _store.FindAsync("a/pipe"));
        Assert.Null(await _store.GetAsync("a/pipe"));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _store.OpenReadAsync("a/pipe"));
        Assert.Null(await _store.TryPutAsync("a/pipe", new byte[1], PutCondition.Absent));
        await _store.DeleteAsync("a/pipe");
        Assert.Equal(["a/there"], await _store.KeysAsync());
        Assert.True(File.Exists(pipe));
    }

    [Fact]
    public async Task A_lock_that_is_a_link_is_refused_and_nothing_is_made_where_it_leads()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making a link needs rights on Windows");
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        var locks = Directory.CreateDirectory(Path.Combine(_store.Folder, ".glacierbatch/locks")).FullName;
        for (var number = 0; number < 256; number++)
            File.CreateSymbolicLink(Path.Combine(locks, $"{number:x2}"), Path.Combine(outside, $"{number}"));

        var fault = await Assert.ThrowsAnyAsync<IOException>(() => _store.PutTextAsync("a", "x"));

        Assert.Contains("is a symbolic link", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
        Assert.Null(await _store.FindAsync("a"));
    }

    [Fact]
    public async Task What_is_too_large_for_a_document_is_refused_before_it_is_read()
    {
        await _store.PutTextAsync("a.json", "x");
        using (var file = File.OpenWrite(Path.Combine(_store.Folder, "a.json"))) file.SetLength(3L << 30);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => _store.GetAsync("a.json"));

        Assert.Contains("a.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains("3221225472 bytes", fault.Message, StringComparison.Ordinal);
    }
}
