using Amazon.S3.Model;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Transfers;
using GlacierBatch.Tests.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Transfers;

/// <summary>Files between a folder and a bucket, on good days and bad ones.</summary>
public sealed class S3TransferTests(MotoServer moto) : S3StoreFixture(moto)
{
    private const int Large = 24_000_000;
    private const int Part = S3StoreSettings.MinPartBytes;

    private readonly TemporaryFolder _folder = new();

    private string Home => _folder.File("home");

    private TransferEngine Engine => new(Bucket);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Large_files_go_in_parts_small_ones_whole_and_each_comes_back_the_same()
    {
        var sizes = new[] { 0, 1, 1_200_000, Large, 16 << 20, (16 << 20) + 1 };
        var sent = await Engine.UploadAsync(sizes.Select((size, i) => new FileUpload(_folder.Make($"{i}", size), $"r/{i}.tif")));
        var parts = Proxy.Requests.Where(r => r.Is("PUT", "partNumber=")).ToArray();
        Assert.Equal([0, 0, 0, 5, 0, 4], sent.Select(f => parts.Count(r => r.Is("PUT", $"{f.Key}?"))));
        Assert.All(
            Proxy.Requests.Where(r => r.Is("PUT") && !r.Is("PUT", "partNumber=")),
            r => Assert.Contains(r.Header("x-amz-content-sha256"), sent.Select(f => f.Sha256)));
        Assert.All(Proxy.Requests.Where(r => r.Is("PUT")), r => Assert.NotNull(r.Header("x-amz-checksum-crc32")));

        foreach (var isSizeKnown in new[] { true, false })
        {
            var home = _folder.File($"home-{isSizeKnown}");
            var wanted = sent.Select(f => new FileDownload(f.Key, f.Key, isSizeKnown ? f.Size : null));
            var fetched = await Engine.DownloadAsync(home, wanted).ToArrayAsync();
            Assert.Equal(sent.Select(f => f.Sha256), fetched.Select(f => f.Sha256));
            Assert.All(sent, f => Assert.Equal(f.Sha256, TransferFiles.Sha256(Path.Combine(home, f.Key))));
            Assert.Equal(["r"], TransferFiles.NamesIn(home));
        }
    }

    [Fact]
    public async Task A_second_attempt_uses_what_the_first_one_sent_or_fetched()
    {
        var files = new[] { 1000, Large }
            .Select((size, i) => new FileUpload(_folder.Make($"{i}", size), $"{i}") { KeepsEqual = true }).ToArray();
        Assert.All(await Engine.UploadAsync(files), f => Assert.False(f.Reused));
        var puts = Proxy.Requests.Count(r => r.Is("PUT"));
        var sent = await Engine.UploadAsync(files);
        Assert.All(sent, f => Assert.True(f.Reused));
        Assert.Equal(puts, Proxy.Requests.Count(r => r.Is("PUT")));

        var wanted = sent.Select(f => new FileDownload(f.Key, f.Key)).ToArray();
        await Engine.DownloadAsync(Home, wanted).ToArrayAsync();
        var gets = Proxy.Requests.Count(r => r.Is("GET"));
        Assert.All(await Engine.DownloadAsync(Home, wanted).ToArrayAsync(), f => Assert.True(f.Reused));
        Assert.Equal(gets, Proxy.Requests.Count(r => r.Is("GET")));

        File.WriteAllBytes(files[0].Path, new byte[1000]);
        var again = await Engine.UploadAsync(files);
        var home = await Engine.DownloadAsync(Home, wanted).ToArrayAsync();
        Assert.Equal([false, true], again.Select(f => f.Reused));
        Assert.Equal([false, true], home.Select(f => f.Reused));
        Assert.Equal(new byte[1000], File.ReadAllBytes(Path.Combine(Home, "0")));
    }

    [Fact]
    public async Task A_bucket_that_asks_to_slow_down_gets_half_as_many_at_a_time_and_all_of_them_in_the_end()
    {
        // More often than the client repeats a request by itself.
        Proxy.Script(r => r.Is("PUT"), Fault.Answer.S3(503, "SlowDown"), times: 12);
        using var client = new Amazon.S3.AmazonS3Client(MotoServer.Credentials, new Amazon.S3.AmazonS3Config
        {
            ServiceURL = Proxy.Url.AbsoluteUri, ForcePathStyle = true, MaxErrorRetry = 0,
        });
        var store = new S3ObjectStore(client, Bucket.Bucket, Bucket.Prefix);
        var time = new StepTime();
        var pace = new TransferPace(8, time);
        var files = Enumerable.Range(0, 8).Select(i => new FileUpload(_folder.Make($"{i}", 10), $"{i}")).ToArray();
        var uploader = new Uploader(store, new TransferOptions { TimeProvider = time }, new ByteBudget(1 << 20), pace);
        var sending = Task.WhenAll(files.Select(f => uploader.SendAsync(f, null, CancellationToken.None)));
        while (!sending.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(20), sending);
        Assert.Equal(8, (await sending).Length);
        Assert.Equal(8, (await Bucket.KeysAsync()).Length);
        Assert.InRange(pace.Limit, 1, 7);
    }

    [Fact]
    public async Task A_pace_that_was_slowed_recovers()
    {
        var time = new StepTime();
        var pace = new TransferPace(4, time);
        var calls = 0;
        var slow = pace.RunAsync(() => ++calls == 1
            ? Task.FromException<int>(new S3ObjectException("x", "SlowDown", isTransient: true)) : Task.FromResult(1), default);
        while (!slow.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(20), slow);
        Assert.Equal(2, pace.Limit);
        for (var i = 0; i < 20; i++) await pace.RunAsync(() => Task.FromResult(1), default);
        Assert.Equal(4, pace.Limit);
    }

    [Fact]
    public async Task A_large_download_that_is_cut_goes_on_within_the_part()
    {
        var sent = await Engine.UploadAsync(new FileUpload(_folder.Make("a", Large), "a"));
        Proxy.Script(r => r.Is("GET", "/a"), new Fault.CutBody(1_000_000));
        Proxy.Script(r => r.Is("GET", "/a"), new Fault.Reset());
        Proxy.Script(r => r.Is("GET", "/a"), Fault.Answer.S3(503, "SlowDown"));
        var fetched = await Engine.DownloadAsync(Home, new FileDownload("a", "a", sent.Size, sent.Sha256));
        Assert.Equal(sent.Sha256, TransferFiles.Sha256(fetched.Path));
        Assert.All(Proxy.Requests.Where(r => r.Is("GET", "/a")), r => Assert.NotNull(r.Header("If-Match")));
    }

    [Fact]
    public async Task An_ended_download_of_the_same_version_is_taken_up_where_it_stopped()
    {
        var sent = await Engine.UploadAsync(new FileUpload(_folder.Make("a", Large), "a"));
        var wanted = new FileDownload("a", "a", sent.Size, sent.Sha256);
        await StopHalfWayAsync(wanted);
        Assert.Equal([".glacierbatch"], TransferFiles.NamesIn(Home));
        Assert.Equal(2 * Part, new FileInfo(Assert.Single(Directory.GetFiles(Path.Combine(Home, ".glacierbatch/partial")))).Length);

        var before = Proxy.Requests.Count;
        var told = new List<TransferProgress>();
        Assert.Equal(sent.Sha256, (await Engine.DownloadAsync(Home, [wanted], new ProgressNow(told.Add)).SingleAsync()).Sha256);
        Assert.Equal(sent.Sha256, TransferFiles.Sha256(Path.Combine(Home, "a")));
        Assert.Equal(Large, told[^1].Bytes);
        Assert.Equal(
            [$"bytes={2 * Part}-{(3 * Part) - 1}", $"bytes={3 * Part}-{(4 * Part) - 1}", $"bytes={4 * Part}-{Large - 1}"],
            Proxy.Requests.Skip(before).Where(r => r.Is("GET", "/a")).Select(r => r.Header("Range")).Order(StringComparer.Ordinal));
        Assert.Equal(["a"], TransferFiles.NamesIn(Home));
    }

    [Fact]
    public async Task An_ended_download_of_another_version_begins_again()
    {
        var wanted = new FileDownload("a", "a", Large);
        await Engine.UploadAsync(new FileUpload(_folder.Make("a", Large), "a"));
        await StopHalfWayAsync(wanted);
        var other = await Engine.UploadAsync(new FileUpload(_folder.Make("b", Large), "a"));
        Assert.Equal(other.Sha256, (await Engine.DownloadAsync(Home, wanted)).Sha256);
        Assert.Equal(other.Sha256, TransferFiles.Sha256(Path.Combine(Home, "a")));
    }

    [Fact]
    public async Task An_object_that_is_replaced_meanwhile_is_fetched_again_and_never_mixed()
    {
        await Engine.UploadAsync(new FileUpload(_folder.Make("a", Large), "a"));
        var goOn = new TaskCompletionSource();
        Proxy.Script(r => r.Is("GET", "/a") && r.Header("Range") == $"bytes={Part}-{(2 * Part) - 1}", new Fault.Hold(goOn.Task));
        var fetching = Engine.DownloadAsync(Home, new FileDownload("a", "a", Large));
        await Eventually.TrueAsync(() => Proxy.Requests.Any(r => r.Header("Range") == $"bytes={Part}-{(2 * Part) - 1}"));
        var other = await new TransferEngine(Another()).UploadAsync(new FileUpload(_folder.Make("b", Large), "a"));
        goOn.SetResult();
        Assert.Equal(other.Sha256, (await fetching).Sha256);
        Assert.Equal(other.Sha256, TransferFiles.Sha256(Path.Combine(Home, "a")));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(Large)]
    public async Task A_wrong_byte_on_the_way_gives_no_file(int size)
    {
        await Engine.UploadAsync(new FileUpload(_folder.Make("a", size), "a"));
        Proxy.Script(r => r.Is("GET", "/a"), new Fault.SpoilBody(500_000), times: 99);
        var e = await Assert.ThrowsAsync<S3ObjectException>(
            () => new TransferEngine(Bucket).DownloadAsync(Home, [new FileDownload("a", "a", size)]).ToArrayAsync().AsTask());
        Assert.Equal("ChecksumMismatch", e.Code);
        Assert.Empty(TransferFiles.NamesIn(Home));
    }

    [Fact]
    public async Task A_wrong_byte_once_is_fetched_again()
    {
        var sent = await Engine.UploadAsync(new FileUpload(_folder.Make("a", Large), "a"));
        Proxy.Script(r => r.Is("GET", "/a"), new Fault.SpoilBody(500_000));
        Assert.Equal(sent.Sha256, (await Engine.DownloadAsync(Home, new FileDownload("a", "a", Large))).Sha256);
    }

    [Fact]
    public async Task A_large_file_that_changes_while_it_is_read_leaves_the_old_object_and_no_parts()
    {
        var path = _folder.Make("a", Large);
        await Bucket.PutTextAsync("a", "old");
        var once = 0;
        var changing = new ProgressNow(p =>
        {
            if (p.Bytes > Part && Interlocked.Exchange(ref once, 1) == 0) File.AppendAllText(path, "x");
        });
        await Assert.ThrowsAsync<FileChangedException>(() => Engine.UploadAsync([new FileUpload(path, "a")], changing));
        await IsGivenUpAsync();
    }

    [Fact]
    public async Task A_cancelled_upload_leaves_the_old_object_and_no_parts()
    {
        await Bucket.PutTextAsync("a", "old");
        using var cancelling = new CancellationTokenSource();
        var stop = new ProgressNow(p =>
        {
            if (p.Bytes > 2 * Part) cancelling.Cancel();
        });
        var file = new FileUpload(_folder.Make("a", Large), "a");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Engine.UploadAsync([file], stop, cancelling.Token));
        await IsGivenUpAsync();
    }

    [Fact]
    public async Task No_more_is_read_than_may_be_in_flight()
    {
        var goOn = new TaskCompletionSource();
        Proxy.Script(r => r.Is("PUT"), new Fault.Hold(goOn.Task), times: 99);
        var read = 0L;
        var files = Enumerable.Range(0, 30).Select(i => new FileUpload(_folder.Make($"{i}", 1_200_000), $"{i}")).ToArray();
        var sending = Engine.UploadAsync(files, new ProgressNow(p => Volatile.Write(ref read, p.Bytes)));
        await Eventually.TrueAsync(() => Proxy.Requests.Count(r => r.Is("PUT")) == 13);
        Assert.InRange(Volatile.Read(ref read), 13 * 1_200_000, 16 << 20);
        goOn.SetResult();
        Assert.Equal(30, (await sending).Count);
    }

    private async Task StopHalfWayAsync(FileDownload wanted)
    {
        using var cancelling = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        Proxy.Script(r => r.Is("GET", "/a") && r.Header("Range") == $"bytes={2 * Part}-{(3 * Part) - 1}", new Fault.Hold(never.Task));
        var stop = new ProgressNow(p =>
        {
            if (p.Bytes == 2 * Part) cancelling.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Engine.DownloadAsync(Home, [wanted], stop, cancelling.Token).ToArrayAsync().AsTask());
        never.SetResult();
    }

    private async Task IsGivenUpAsync()
    {
        Assert.Equal("old", await Bucket.GetTextAsync("a"));
        using var client = MotoServer.Client(Proxy.Url);
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket.Bucket });
        Assert.Empty(uploads.MultipartUploads ?? []);
    }
}
