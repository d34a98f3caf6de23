using System.Security.Cryptography;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>A bucket on a bad day.</summary>
public sealed class S3FaultTests(MotoServer moto) : S3StoreFixture(moto)
{
    private static byte[] Content { get; } = RandomNumberGenerator.GetBytes(3_000_000);

    [Fact]
    public async Task Of_eight_writers_at_once_one_wins_though_all_write_the_same()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => Task.Run(() => Another().TryPutTextAsync("lease", "same", PutCondition.Absent))));
        Assert.Single(results, r => r is not null);
        Assert.Equal("same", await Bucket.GetTextAsync("lease"));

        var version = (await Bucket.GetAsync("lease"))?.ETag ?? "";
        results = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => Task.Run(() => Another().TryPutTextAsync("lease", $"next {i}", PutCondition.Match(version)))));
        Assert.Single(results, r => r is not null);
    }

    [Fact]
    public async Task A_write_whose_answer_was_lost_is_known_as_ones_own()
    {
        Proxy.Script(r => r.Is("PUT", "/lost"), new Fault.DropAnswer());
        var first = await Bucket.TryPutTextAsync("lost", "1", PutCondition.Absent);
        Assert.NotNull(first);
        Assert.Equal(first, (await Bucket.GetAsync("lost"))?.ETag);

        Proxy.Script(r => r.Is("PUT", "/lost"), new Fault.DropAnswer());
        var second = await Bucket.TryPutTextAsync("lost", "2", PutCondition.Match(first));
        Assert.NotNull(second);
        Assert.Equal("2", await Bucket.GetTextAsync("lost"));
        Assert.Null(await Bucket.TryPutTextAsync("lost", "2", PutCondition.Absent));
    }

    [Fact]
    public async Task A_write_that_lost_to_an_equal_one_is_no_success()
    {
        await Another().TryPutTextAsync("a", "same", PutCondition.Absent);
        Proxy.Script(r => r.Is("PUT"), new Fault.DropAnswer());
        Assert.Null(await Bucket.TryPutTextAsync("a", "same", PutCondition.Absent));
    }

    [Fact]
    public async Task A_conflict_is_tried_again_until_it_is_decided()
    {
        var time = new StepTime();
        var store = Another(new S3StoreSettings { TimeProvider = time });
        Proxy.Script(r => r.Is("PUT", "/free"), Fault.Answer.S3(409, "ConditionalRequestConflict"), times: 2);
        var put = store.TryPutTextAsync("free", "1", PutCondition.Absent);
        while (!put.IsCompleted) await time.StepAsync(TimeSpan.FromSeconds(20), put);
        Assert.NotNull(await put);

        Proxy.Script(r => r.Is("PUT", "/free"), Fault.Answer.S3(409, "ConditionalRequestConflict"));
        Assert.Null(await store.TryPutTextAsync("free", "2", PutCondition.Absent));
        Proxy.Script(r => r.Is("PUT", "/free"), Fault.Answer.S3(409, "ConditionalRequestConflict"));
        Assert.Null(await store.TryPutTextAsync("free", "2", PutCondition.Match("\"other\"")));
    }

    [Fact]
    public async Task A_missing_object_that_may_not_be_told_from_a_denied_one_is_looked_for_by_a_list()
    {
        Proxy.Script(r => r.Target.Contains("/secret", StringComparison.Ordinal), Fault.Answer.S3(403, "AccessDenied"), times: 99);
        Assert.Null(await Bucket.GetAsync("secret"));
        Assert.Null(await Bucket.TryPutTextAsync("secret", "x", PutCondition.Match("\"v\"")));
        await Assert.ThrowsAsync<FileNotFoundException>(() => Bucket.OpenReadAsync("secret"));
        await Assert.ThrowsAsync<S3ObjectException>(() => Bucket.PutTextAsync("secret", "x"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_that_is_cut_goes_on_where_it_stopped(bool inOrder)
    {
        await Bucket.PutAsync("big", new MemoryStream(Content));
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.CutBody(1_000_000, inOrder));
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.CutBody(500_000, inOrder));
        Assert.Equal(Content, (await Bucket.GetAsync("big"))?.Content.ToArray());

        var gets = Proxy.Requests.Where(r => r.Is("GET", "/big")).ToArray();
        Assert.Equal(3, gets.Length);
        Assert.All(gets[1..], g => Assert.StartsWith("bytes=", g.Header("Range"), StringComparison.Ordinal));
        Assert.All(gets[1..], g => Assert.Equal(gets[1].Header("If-Match"), g.Header("If-Match")));
        Assert.NotNull(gets[1].Header("If-Match"));
    }

    [Fact]
    public async Task A_download_that_stalls_goes_on()
    {
        await Bucket.PutAsync("big", new MemoryStream(Content));
        var time = new StepTime();
        var store = Another(new S3StoreSettings { TimeProvider = time });
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.StallBody(10));
        await using var stream = await store.OpenReadAsync("big");
        var one = new byte[1];
        var never = new TaskCompletionSource().Task;
        for (var i = 0; i < 10; i++)
        {
            await stream.ReadExactlyAsync(one);
            await time.StepAsync(TimeSpan.Zero, never);
        }

        var next = stream.ReadExactlyAsync(one).AsTask();
        await time.StepAsync(TimeSpan.FromSeconds(61), next);
        await next;
        Assert.Equal(Content[10], one[0]);
        Assert.Equal(2, Proxy.Requests.Count(r => r.Is("GET", "/big")));
    }

    [Fact]
    public async Task A_download_whose_object_is_replaced_does_not_mix_two_versions()
    {
        await Bucket.PutAsync("big", new MemoryStream(Content));
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.CutBody(1_000_000));
        await using var stream = await Bucket.OpenReadAsync("big");
        await Bucket.PutTextAsync("big", "other");
        var e = await Assert.ThrowsAsync<S3ObjectException>(() => stream.CopyToAsync(Stream.Null));
        Assert.Equal("ObjectReplaced", e.Code);
        Assert.True(e.IsTransient);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_download_with_a_wrong_byte_is_refused_in_one_piece_or_two(bool cut)
    {
        await Bucket.PutAsync("big", new MemoryStream(Content));
        if (cut) Proxy.Script(r => r.Is("GET", "/big"), new Fault.CutBody(1_000_000));
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.SpoilBody(1_500_000));
        var e = await Assert.ThrowsAsync<S3ObjectException>(() => Bucket.GetAsync("big"));
        Assert.Equal("ChecksumMismatch", e.Code);
    }

    [Fact]
    public async Task Who_reads_no_further_than_the_last_byte_learns_of_a_wrong_one_too()
    {
        await Bucket.PutAsync("big", new MemoryStream(Content));
        Proxy.Script(r => r.Is("GET", "/big"), new Fault.SpoilBody(1_500_000));
        await using var stream = await Bucket.OpenReadAsync("big");
        await Assert.ThrowsAsync<S3ObjectException>(() => stream.ReadExactlyAsync(new byte[Content.Length]).AsTask());
    }

    [Fact]
    public async Task Throttling_and_resets_are_waited_out()
    {
        Proxy.Script(r => r.Is("PUT"), Fault.Answer.S3(503, "SlowDown"), times: 2);
        Proxy.Script(r => r.Is("PUT"), new Fault.Reset());
        await Bucket.PutTextAsync("a", "x");
        Assert.Equal("x", await Bucket.GetTextAsync("a"));
        Assert.Equal(4, Proxy.Requests.Count(r => r.Is("PUT")));
    }

    [Theory]
    [InlineData(404, "NoSuchBucket", "there is no such bucket", false)]
    [InlineData(403, "AccessDenied", "need s3:PutObject on arn:aws:s3:::", false)]
    [InlineData(403, "InvalidAccessKeyId", "does not know the access key", false)]
    [InlineData(400, "ExpiredToken", "have expired", false)]
    [InlineData(400, "InvalidToken", "session token", false)]
    [InlineData(301, "PermanentRedirect", "in another AWS region, eu-west-9", false)]
    [InlineData(400, "XAmzContentChecksumMismatch", "checksum", false)]
    public async Task A_refusal_names_bucket_key_code_and_what_to_do(int status, string code, string says, bool isTransient)
    {
        var answer = Fault.Answer.S3(status, code, headers: "x-amz-bucket-region: eu-west-9\r\n");
        Proxy.Script(r => r.Is("PUT"), answer, times: 20);
        var put = await Assert.ThrowsAsync<S3ObjectException>(() => Bucket.PutTextAsync("runs/a", "x"));
        Assert.StartsWith(
            $"The object 'runs/a' could not be written to the bucket '{Bucket.Bucket}': ", put.Message, StringComparison.Ordinal);
        Assert.EndsWith($" ({code}).", put.Message, StringComparison.Ordinal);
        Assert.Contains(says, put.Message, StringComparison.Ordinal);
        Assert.Equal(code, put.Code);
        Assert.Equal(isTransient, put.IsTransient);
        await Assert.ThrowsAsync<S3ObjectException>(() => Bucket.TryPutTextAsync("runs/a", "x", PutCondition.Absent));
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_a_fault_for_every_call()
    {
        var store = new S3ObjectStore(MotoServer.Client(Proxy.Url), "no-such-bucket");
        Func<Task>[] calls =
        [
            () => store.GetAsync("a"), () => store.FindAsync("a"), () => store.OpenReadAsync("a"), () => store.PutTextAsync("a", "x"),
            () => store.TryPutTextAsync("a", "x", PutCondition.Absent), () => store.TryPutTextAsync("a", "x", PutCondition.Match("\"v\"")),
            () => store.DeleteAsync("a"), () => store.KeysAsync(), () => store.DeleteAllAsync("a"),
        ];
        foreach (var call in calls) Assert.Equal("NoSuchBucket", (await Assert.ThrowsAsync<S3ObjectException>(call)).Code);
    }

    [Fact]
    public async Task An_endpoint_that_nobody_listens_at_is_unreachable()
    {
        var url = Proxy.Url;
        await Proxy.DisposeAsync();
        using var client = new Amazon.S3.AmazonS3Client(
            MotoServer.Credentials,
            new Amazon.S3.AmazonS3Config { ServiceURL = url.AbsoluteUri, ForcePathStyle = true, MaxErrorRetry = 0 });
        var store = new S3ObjectStore(client, Bucket.Bucket);
        var e = await Assert.ThrowsAsync<S3ObjectException>(() => store.GetAsync("a"));
        Assert.Equal("Unreachable", e.Code);
        Assert.True(e.IsTransient);
        Assert.Contains(url.AbsoluteUri.TrimEnd('/'), e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_cannot_be_found_are_said_so_and_none_is_ever_told()
    {
        var store = ObjectStores.Open(new Uri($"s3://{Bucket.Bucket}"), new ObjectStoreOptions
        {
            EndpointUrl = Proxy.Url, Credentials = new NoCredentials(),
        });
        Assert.Equal("NoCredentials", (await Assert.ThrowsAsync<S3ObjectException>(() => store.GetAsync("a"))).Code);

        const string Secret = "s3cr3t/K3y+value";
        Proxy.Script(_ => true, Fault.Answer.S3(403, "SignatureDoesNotMatch"), times: 9);
        store = ObjectStores.Open(new Uri($"s3://{Bucket.Bucket}"), new ObjectStoreOptions
        {
            EndpointUrl = Proxy.Url, Credentials = new Amazon.Runtime.SessionAWSCredentials("AKIDEXAMPLE", Secret, "t0k3n-value"),
        });
        var e = await Assert.ThrowsAsync<S3ObjectException>(() => store.GetAsync("a"));
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("t0k3n", e.ToString(), StringComparison.Ordinal);
    }

    private sealed class NoCredentials : Amazon.Runtime.AWSCredentials
    {
        public override Amazon.Runtime.ImmutableCredentials GetCredentials() =>
            throw new Amazon.Runtime.AmazonClientException("Failed to resolve AWS credentials.");
    }
}
