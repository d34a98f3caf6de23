using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Tests.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Transfers;

/// <summary>Files between folders, one of which is a store.</summary>
public sealed class FolderTransferTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FileObjectStore _store;
    private readonly TransferEngine _engine;

    public FolderTransferTests()
    {
        _store = new FileObjectStore(_folder.File("bucket"));
        _engine = new TransferEngine(_store);
    }

    private string Home => _folder.File("home");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Files_go_there_and_come_back_with_size_and_checksum_in_the_order_in_which_they_were_named()
    {
        var sizes = new[] { 0, 1, 300_000, 20_000_000, 5 };
        var files = sizes.Select((size, i) => new FileUpload(_folder.Make($"in/{i}", size), $"out/{i}.tif")).ToArray();
        var sent = await _engine.UploadAsync(files);
        Assert.Equal(files.Select(f => f.Key), sent.Select(f => f.Key));
        Assert.Equal(sizes.Select(s => (long)s), sent.Select(f => f.Size));
        Assert.All(sent, f => Assert.False(f.Reused));

        var wanted = sent.Select(f => new FileDownload(f.Key, f.Key, f.Size, f.Sha256));
        var fetched = await _engine.DownloadAsync(Home, wanted).ToArrayAsync();
        Assert.Equal(sent.Select(f => f.Sha256), fetched.Select(f => f.Sha256));
        Assert.Equal(sent.Select(f => Path.Combine(Home, f.Key)), fetched.Select(f => f.Path));
        for (var i = 0; i < files.Length; i++) Assert.Equal(TransferFiles.Sha256(files[i].Path), TransferFiles.Sha256(fetched[i].Path));
        Assert.Equal(["out"], TransferFiles.NamesIn(Home));
    }

    [Fact]
    public async Task What_is_there_already_is_not_moved_again()
    {
        var path = _folder.Make("a", 1000);
        await _engine.UploadAsync(new FileUpload(path, "a"));
        Assert.True((await _engine.UploadAsync(new FileUpload(path, "a") { KeepsEqual = true })).Reused);
        Assert.False((await _engine.UploadAsync(new FileUpload(path, "a"))).Reused);
        Assert.False((await _engine.DownloadAsync(Home, new FileDownload("a", "a"))).Reused);
        Assert.True((await _engine.DownloadAsync(Home, new FileDownload("a", "a"))).Reused);

        // Of the same size and yet another.
        File.WriteAllBytes(Path.Combine(Home, "a"), new byte[1000]);
        Assert.False((await _engine.DownloadAsync(Home, new FileDownload("a", "a"))).Reused);
        File.WriteAllBytes(path, new byte[1000]);
        var sent = await _engine.UploadAsync(new FileUpload(path, "a") { KeepsEqual = true });
        Assert.False(sent.Reused);
        Assert.Equal(TransferFiles.Sha256(path), sent.Sha256);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/../../evil")]
    [InlineData("/etc/evil")]
    [InlineData("a\\..\\evil")]
    [InlineData("C:/evil")]
    [InlineData(".glacierbatch/evil")]
    [InlineData("")]
    public async Task A_path_that_would_leave_the_folder_is_refused(string path)
    {
        await _store.PutTextAsync("a", "x");
        await Assert.ThrowsAsync<ArgumentException>(() => _engine.DownloadAsync(Home, new FileDownload("a", path)));
        Assert.Empty(TransferFiles.NamesIn(Home));
        Assert.Empty(Directory.GetFiles(_folder.Path, "evil", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_key_that_leads_elsewhere_is_refused_either_way()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _engine.DownloadAsync(Home, new FileDownload("../a", "a")));
        await Assert.ThrowsAsync<ArgumentException>(() => _engine.UploadAsync(new FileUpload(_folder.Make("a", 1), "../a")));
    }

    [Fact]
    public async Task Links_are_followed_neither_in_nor_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "making a link needs rights on Windows");
        await _store.PutTextAsync("a", "x");
        var outside = Directory.CreateDirectory(_folder.File("outside")).FullName;
        Directory.CreateDirectory(Home);
        Directory.CreateSymbolicLink(Path.Combine(Home, "link"), outside);
        File.CreateSymbolicLink(Path.Combine(Home, "a"), Path.Combine(outside, "a"));
        foreach (var path in new[] { "link/a", "a" })
        {
            var e = await Assert.ThrowsAnyAsync<IOException>(() => _engine.DownloadAsync(Home, new FileDownload("a", path)));
            Assert.Contains("symbolic link", e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(TransferFiles.NamesIn(outside));

        var secret = _folder.Make("secret", 10);
        File.CreateSymbolicLink(_folder.File("scene.tif"), secret);
        var refused = await Assert.ThrowsAnyAsync<IOException>(() => _engine.UploadAsync(new FileUpload(_folder.File("scene.tif"), "b")));
        Assert.Contains("symbolic link", refused.Message, StringComparison.Ordinal);
        Assert.Null(await _store.FindAsync("b"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(0)]
    public async Task A_file_that_changes_while_it_is_read_is_no_object(int growth)
    {
        var path = _folder.Make("scene.tif", 1 << 20);
        await _store.PutTextAsync("scene.tif", "old");
        var changing = new ProgressNow(_ =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(file.Length + growth);
            file.WriteByte(1);
            file.Flush();
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(1));
        });
        var e = await Assert.ThrowsAsync<FileChangedException>(() => _engine.UploadAsync([new FileUpload(path, "scene.tif")], changing));
        Assert.Equal(path, e.Path);
        Assert.Equal("old", await _store.GetTextAsync("scene.tif"));
    }

    [Fact]
    public async Task Another_size_or_checksum_than_recorded_gives_no_file()
    {
        await _store.PutTextAsync("a", "other");
        var wrong = new[] { new FileDownload("a", "a", 6), new FileDownload("a", "a", 5, new string('0', 64)) };
        foreach (var file in wrong)
        {
            var e = await Assert.ThrowsAsync<ContentMismatchException>(() => _engine.DownloadAsync(Home, [file]).ToArrayAsync().AsTask());
            Assert.Contains("'a'", e.Message, StringComparison.Ordinal);
        }

        Assert.Empty(TransferFiles.NamesIn(Home));
        await Assert.ThrowsAsync<FileNotFoundException>(() => _engine.DownloadAsync(Home, new FileDownload("b", "b")));
    }

    [Fact]
    public async Task The_first_fault_is_the_one_that_is_told_and_ends_the_others()
    {
        var files = Enumerable.Range(0, 50).Select(i => new FileUpload(_folder.Make($"{i}", 10), $"{i}")).ToList();
        files[7] = new FileUpload(_folder.File("missing"), "7");
        var e = await Assert.ThrowsAsync<FileNotFoundException>(() => _engine.UploadAsync(files));
        Assert.Contains(_folder.File("missing"), e.Message, StringComparison.Ordinal);
        Assert.Null(await _store.FindAsync("7"));
    }

    [Fact]
    public async Task Progress_counts_each_byte_once_and_each_file_when_it_is_there()
    {
        var told = new List<TransferProgress>();
        var files = Enumerable.Range(0, 20).Select(i => new FileUpload(_folder.Make($"{i}", 300_000), $"{i}"));
        var sent = await _engine.UploadAsync(files, new ProgressNow(told.Add));
        Assert.Equal(new TransferProgress(20, 6_000_000), told[^1]);
        Assert.Equal(told, told.OrderBy(p => p.Bytes).ThenBy(p => p.Files));

        told.Clear();
        var wanted = sent.Select(f => new FileDownload(f.Key, f.Key, f.Size));
        await _engine.DownloadAsync(Home, wanted, new ProgressNow(told.Add)).ToArrayAsync();
        Assert.Equal(new TransferProgress(20, 6_000_000), told[^1]);
    }

    [Fact]
    public async Task Several_at_once_into_one_folder_all_find_whole_files()
    {
        var sent = await _engine.UploadAsync(
            Enumerable.Range(0, 30).Select(i => new FileUpload(_folder.Make($"{i}", 200_000), $"r/{i}.tif")));
        var wanted = sent.Select(f => new FileDownload(f.Key, f.Key, f.Size, f.Sha256)).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () => Assert.Equal(30, await new TransferEngine(_store).DownloadAsync(Home, wanted).CountAsync()))));
        Assert.All(sent, f => Assert.Equal(f.Sha256, TransferFiles.Sha256(Path.Combine(Home, f.Key))));
        Assert.Equal(["r"], TransferFiles.NamesIn(Home));
    }

    [Fact]
    public async Task A_full_disk_is_one_sentence_and_leaves_no_file()
    {
        var sent = await _engine.UploadAsync(new FileUpload(_folder.Make("a", 6 << 20), "a"));
        await using var disk = await SmallDisk.MountAsync(Home);
        var e = await Assert.ThrowsAnyAsync<IOException>(
            () => _engine.DownloadAsync(Home, [new FileDownload("a", "a", sent.Size)]).ToArrayAsync().AsTask());
        Assert.Equal(
            $"The file {Path.Combine(Home, "a")} could not be written: the disk is full; free some space and try again.", e.Message);
        Assert.Empty(TransferFiles.NamesIn(Home));

        // A process that another test starts at this moment holds what was open here until it runs its own program.
        await Eventually.TrueAsync(() => disk.FreeBytes > 3 << 20);
    }

    [Fact]
    public async Task Who_wants_no_more_files_stops_the_rest()
    {
        var sent = await _engine.UploadAsync(Enumerable.Range(0, 40).Select(i => new FileUpload(_folder.Make($"{i}", 1000), $"{i}")));
        var first = await _engine.DownloadAsync(Home, sent.Select(f => new FileDownload(f.Key, f.Key))).FirstAsync();
        Assert.True(File.Exists(first.Path));
        Assert.DoesNotContain(".glacierbatch", TransferFiles.NamesIn(Home));

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _engine.UploadAsync([new FileUpload(_folder.File("0"), "late")], null, cancelled.Token));
        Assert.Null(await _store.FindAsync("late"));
    }
}
