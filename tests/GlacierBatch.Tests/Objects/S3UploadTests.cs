using System.Diagnostics;
using System.Security.Cryptography;
using Amazon.S3.Model;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>Large objects and many objects in a bucket.</summary>
public sealed class S3UploadTests(MotoServer moto) : S3StoreFixture(moto)
{
    private const int Part = S3StoreSettings.MinPartBytes;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Forty_megabytes_go_in_parts_and_come_back_the_same(bool isSeekable)
    {
        var content = RandomNumberGenerator.GetBytes(40_000_000);
        Stream source = isSeekable ? new MemoryStream(content) : new Trickle(content);
        await Bucket.PutAsync("big.tif", source);

        var parts = Proxy.Requests.Where(r => r.Is("PUT", "partNumber=")).ToArray();
        Assert.Equal([6_445_568, 16 << 20, 16 << 20], parts.Select(p => p.BodyLength).Order());
        Assert.All(parts, p => Assert.NotNull(p.Header("x-amz-checksum-crc32")));
        await using var stream = await Bucket.OpenReadAsync("big.tif");
        Assert.Equal(SHA256.HashData(content), await SHA256.HashDataAsync(stream));
        Assert.Equal(content.Length, (await Bucket.FindAsync("big.tif"))?.Size);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(Part - 1, 0)]
    [InlineData(Part, 0)]
    [InlineData(Part + 1, 2)]
    [InlineData(2 * Part, 2)]
    [InlineData((2 * Part) + 1, 3)]
    public async Task What_fits_into_one_part_is_one_request(int size, int parts)
    {
        var content = RandomNumberGenerator.GetBytes(size);
        var store = Another(new S3StoreSettings { PartBytes = Part, UploadMemoryBytes = Part });
        await store.PutAsync("seekable", new MemoryStream(content));
        await store.PutAsync("trickle", new Trickle(content));
        await store.PutAsync("liar", new Liar(content));
        foreach (var key in new[] { "seekable", "trickle", "liar" })
        {
            Assert.Equal(content, (await store.GetAsync(key))?.Content.ToArray());
            var sent = Proxy.Requests.Where(r => r.Is("PUT", $"{key}?"));
            Assert.Equal(parts, sent.Count(r => r.Is("PUT", "partNumber=")));
        }
    }

    [Fact]
    public async Task A_small_object_is_sent_without_asking_for_leave()
    {
        await Bucket.PutAsync("small", new MemoryStream(new byte[16 << 10]));
        await Bucket.TryPutAsync("smaller", new byte[16], PutCondition.Absent);

        var sent = Proxy.Requests.Where(r => r.Is("PUT", "small")).ToArray();
        Assert.Equal(2, sent.Length);
        Assert.All(sent, put => Assert.Null(put.Header("Expect")));
    }

    [Fact]
    public async Task A_part_that_fails_is_sent_again()
    {
        Proxy.Script(r => r.Is("PUT", "partNumber=2"), Fault.Answer.S3(503, "SlowDown"));
        Proxy.Script(r => r.Is("PUT", "partNumber=2"), new Fault.Reset());
        var content = RandomNumberGenerator.GetBytes(40_000_000);
        await Bucket.PutAsync("big", new MemoryStream(content));
        Assert.Equal(3, Proxy.Requests.Count(r => r.Is("PUT", "partNumber=2")));
        Assert.Equal(content, (await Bucket.GetAsync("big"))?.Content.ToArray());
    }

    [Fact]
    public async Task A_completion_whose_answer_was_lost_is_known_as_ones_own()
    {
        Proxy.Script(r => r.Is("POST", "uploadId="), new Fault.DropAnswer());
        Proxy.Script(r => r.Is("POST", "uploadId="), Fault.Answer.S3(404, "NoSuchUpload"));
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        await Bucket.PutAsync("big", new MemoryStream(content));
        Assert.Equal(content, (await Bucket.GetAsync("big"))?.Content.ToArray());
    }

    [Fact]
    public async Task A_part_that_is_refused_gives_the_upload_up_and_leaves_the_object_as_it_was()
    {
        await Bucket.PutTextAsync("big", "old");
        Proxy.Script(r => r.Is("PUT", "partNumber=2"), Fault.Answer.S3(403, "AccessDenied"), times: 9);
        var e = await Assert.ThrowsAsync<S3ObjectException>(() => Bucket.PutAsync("big", new Trickle(new byte[40_000_000])));
        Assert.Equal("AccessDenied", e.Code);
        await IsGivenUpAsync();
    }

    [Fact]
    public async Task A_source_that_breaks_in_the_middle_gives_the_upload_up()
    {
        await Bucket.PutTextAsync("big", "old");
        var fault = new IOException("the disk is gone");
        Assert.Same(fault, await Assert.ThrowsAsync<IOException>(
            () => Bucket.PutAsync("big", new Trickle(new byte[40_000_000], breakAt: 35_000_000, fault))));
        await IsGivenUpAsync();
    }

    [Fact]
    public async Task A_cancelled_upload_is_given_up()
    {
        await Bucket.PutTextAsync("big", "old");
        using var cancelling = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        Proxy.Script(r => r.Is("PUT", "partNumber=1"), new Fault.Hold(never.Task));
        var source = new Trickle(new byte[40_000_000]) { OnEnd = cancelling.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Bucket.PutAsync("big", source, cancelling.Token));
        never.SetResult();
        await IsGivenUpAsync();
    }

    [Fact]
    public async Task No_more_is_read_than_the_memory_takes_however_many_upload()
    {
        var store = Another(new S3StoreSettings { PartBytes = Part, UploadMemoryBytes = 4 * Part });
        var release = new TaskCompletionSource();
        Proxy.Script(r => r.Is("PUT", "partNumber="), new Fault.Hold(release.Task), times: 99);
        var sources = Enumerable.Range(0, 3).Select(_ => new Trickle(new byte[8 * Part])).ToArray();
        var puts = sources.Select((s, i) => store.PutAsync($"big{i}", s)).ToArray();
        while (Proxy.Requests.Count(r => r.Is("PUT", "partNumber=")) < 4) await Task.Yield();
        Assert.InRange(sources.Sum(s => s.Given), 4 * Part, (4 * Part) + sources.Length);
        release.SetResult();
        await Task.WhenAll(puts);
        Assert.All(sources, s => Assert.Equal(8 * Part, s.Given));
    }

    [Fact]
    public async Task Thousands_of_keys_are_listed_page_by_page_as_far_as_they_are_read_and_deleted_by_the_thousand()
    {
        await Parallel.ForAsync(0, 2500, async (i, _) => await Direct.PutTextAsync($"k/{i:D4}", ""));
        var expected = Enumerable.Range(0, 2500).Select(i => $"k/{i:D4}");
        Assert.Equal(expected, await Bucket.KeysAsync("k/"));
        Assert.Equal(3, Proxy.Requests.Count(r => r.Is("GET", "list-type=2")));

        Assert.Equal("k/0009", await Bucket.ListAsync("k/").Select(e => e.Key).ElementAtAsync(9));
        Assert.Equal(4, Proxy.Requests.Count(r => r.Is("GET", "list-type=2")));

        Assert.Equal(2500, await Bucket.DeleteAllAsync("k/"));
        Assert.Equal(3, Proxy.Requests.Count(r => r.Is("POST", "delete")));
        Assert.Empty(await Bucket.KeysAsync());
    }

    [Fact]
    public async Task What_others_put_there_under_names_that_lead_elsewhere_is_not_listed()
    {
        using var client = MotoServer.Client(Proxy.Url);
        foreach (var key in new[] { "folder/", "a\u0001b", "x/../../etc/passwd", "good" })
        {
            await client.PutObjectAsync(
                new Amazon.S3.Model.PutObjectRequest { BucketName = Bucket.Bucket, Key = Bucket.Prefix + key, ContentBody = "x" });
        }

        Assert.Equal(["good"], await Bucket.KeysAsync());
    }

    [Fact]
    public async Task The_aws_command_reads_what_the_store_wrote_and_the_store_what_it_wrote()
    {
        using var folder = new TemporaryFolder();
        var content = RandomNumberGenerator.GetBytes(20_000_000);
        await Bucket.PutAsync("ä b+c/big.tif", new MemoryStream(content));
        var address = $"s3://{Bucket.Bucket}/{Bucket.Prefix}";
        await AwsAsync("s3", "cp", address + "ä b+c/big.tif", folder.File("copy"));
        Assert.Equal(content, await File.ReadAllBytesAsync(folder.File("copy")));

        await AwsAsync("s3", "cp", folder.File("copy"), address + "theirs ü.tif");
        Assert.Equal(content, (await Bucket.GetAsync("theirs ü.tif"))?.Content.ToArray());
    }

    private S3ObjectStore Direct => _direct ??= new S3ObjectStore(
        MotoServer.Client(Moto.UrlAsync().GetAwaiter().GetResult()), Bucket.Bucket, Bucket.Prefix);

    private S3ObjectStore? _direct;

    private async Task IsGivenUpAsync()
    {
        Assert.Equal("old", await Bucket.GetTextAsync("big"));
        using var client = MotoServer.Client(Proxy.Url);
        var uploads = await client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = Bucket.Bucket });
        Assert.Empty(uploads.MultipartUploads ?? []);
        Assert.Single(Proxy.Requests, r => r.Is("DELETE", "uploadId="));
    }

    private async Task AwsAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("aws") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in new[]
        {
            ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing"), ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_ENDPOINT_URL", Proxy.Url.AbsoluteUri), ("AWS_EC2_METADATA_DISABLED", "true"), ("LC_ALL", "C.UTF-8"),
        })
        {
            start.Environment[name] = value;
        }

        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("The aws command is not installed.");
            return;
        }

        using var aws = process ?? throw new InvalidOperationException("aws did not start.");
        var output = aws.StandardOutput.ReadToEndAsync();
        var error = await aws.StandardError.ReadToEndAsync();
        await output;
        await aws.WaitForExitAsync();
        Assert.True(aws.ExitCode == 0, error);
    }
}
