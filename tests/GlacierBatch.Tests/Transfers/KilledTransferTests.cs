using GlacierBatch.Contract.Transfers;
using GlacierBatch.Tests.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Transfers;

/// <summary>Processes that are killed while they move files: SIGKILL, at moments that the proxy chooses.</summary>
public sealed class KilledTransferTests(MotoServer moto) : S3StoreFixture(moto)
{
    private const int Large = 24_000_000;

    private readonly TemporaryFolder _folder = new();

    private string Home => _folder.File("home");

    private string Source => _folder.File("in");

    private string[] Arguments => [Proxy.Url.AbsoluteUri, Bucket.Location.AbsoluteUri];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sender_killed_at_any_request_leaves_whole_objects_and_a_second_one_sends_the_rest()
    {
        var files = new[] { 1_000_000, Large, 3 }.Select((size, i) => _folder.Make($"in/{i}", size)).ToArray();
        foreach (var (method, text) in new[] { ("PUT", "/0"), ("POST", "uploads"), ("PUT", "partNumber=3"), ("POST", "uploadId=") })
        {
            foreach (var path in files) await Bucket.DeleteAsync(Path.GetFileName(path));
            var held = new TaskCompletionSource();
            Proxy.Script(r => r.Is(method, text), new Fault.Hold(held.Task));
            var seen = Proxy.Requests.Count;
            using (var child = TestChild.Start(["send", .. Arguments, Source]))
            {
                await child.WaitForAsync("ready");
                await child.GoAsync();
                await Eventually.TrueAsync(() => Proxy.Requests.Skip(seen).Any(r => r.Is(method, text)));
                await child.KillAsync();
            }

            // What is there is whole; what was on its way may arrive still, whole.
            held.SetResult();
            await foreach (var entry in Another().ListAsync(""))
            {
                Assert.Equal(new FileInfo(Path.Combine(Source, entry.Key)).Length, entry.Size);
            }

            using var next = TestChild.Start(["send", .. Arguments, Source]);
            await next.WaitForAsync("ready");
            await next.GoAsync();
            await next.WaitForAsync("done");
            foreach (var path in files)
            {
                var fetched = await new TransferEngine(Another()).DownloadAsync(_folder.File($"home-{seen}"),
                    new FileDownload(Path.GetFileName(path), Path.GetFileName(path)));
                Assert.Equal(TransferFiles.Sha256(path), fetched.Sha256);
            }
        }
    }

    [Fact]
    public async Task A_receiver_killed_at_any_moment_leaves_no_false_file_and_a_second_one_goes_on()
    {
        var sent = await new TransferEngine(Bucket).UploadAsync(
            new[] { 1_000_000, Large, 3 }.Select((size, i) => new FileUpload(_folder.Make($"in/{i}", size), $"{i}.tif")));
        foreach (var (key, bytes) in new[] { ("0.tif", 500_000), ("1.tif", 100), ("1.tif", 4_000_000) })
        {
            var home = $"{Home}-{key}-{bytes}";
            Proxy.Script(r => r.Is("GET", key), new Fault.StallBody(bytes));
            var seen = Proxy.Requests.Count;
            using (var child = TestChild.Start(["fetch", .. Arguments, home]))
            {
                await child.WaitForAsync("ready");
                await child.GoAsync();
                await Eventually.TrueAsync(() => Proxy.Requests.Skip(seen).Any(r => r.Is("GET", key))
                    && Directory.Exists(Path.Combine(home, ".glacierbatch/partial")));
                await child.KillAsync();
            }

            Assert.All(
                sent.Where(f => File.Exists(Path.Combine(home, f.Key))),
                f => Assert.Equal(f.Sha256, TransferFiles.Sha256(Path.Combine(home, f.Key))));
            Assert.False(File.Exists(Path.Combine(home, key)));

            // What is small is fetched anew, and its beginning swept, but not as long as it might be one that is just being made.
            foreach (var left in Directory.GetFiles(Path.Combine(home, ".glacierbatch/partial")))
            {
                File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddMinutes(-2));
            }

            using var next = TestChild.Start(["fetch", .. Arguments, home]);
            await next.WaitForAsync("ready");
            await next.GoAsync();
            await next.WaitForAsync("done");
            Assert.All(sent, f => Assert.Equal(f.Sha256, TransferFiles.Sha256(Path.Combine(home, f.Key))));
            Assert.Equal(["0.tif", "1.tif", "2.tif"], TransferFiles.NamesIn(home));
        }
    }
}
