using System.Security.Cryptography;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Objects;

/// <summary>Parts of an object, on a bad day.</summary>
public sealed class S3RangeTests(MotoServer moto) : S3StoreFixture(moto)
{
    private const int Size = 300_000;

    private static byte[] Content { get; } = RandomNumberGenerator.GetBytes(Size);

    [Fact]
    public async Task Parts_come_from_wherever_they_are_asked_and_end_with_the_object()
    {
        var ranges = await OpenAsync();
        var buffer = new byte[100_000];
        Assert.Equal(100_000, await ranges.ReadAsync(0, buffer));
        Assert.Equal(Content[..100_000], buffer);
        Assert.Equal(100_000, await ranges.ReadAsync(150_001, buffer));
        Assert.Equal(Content[150_001..250_001], buffer);
        Assert.Equal(1000, await ranges.ReadAsync(Size - 1000, buffer));
        Assert.Equal(Content[^1000..], buffer[..1000]);
        var asked = Proxy.Requests.Count;
        Assert.Equal(0, await ranges.ReadAsync(Size, buffer));
        Assert.Equal(0, await ranges.ReadAsync(Size + 5, buffer));
        Assert.Equal(asked, Proxy.Requests.Count);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("lost answer")]
    [InlineData("no body")]
    [InlineData("cut body")]
    [InlineData("short body")]
    [InlineData("503")]
    [InlineData("500")]
    public async Task A_part_that_fails_on_its_way_comes_again_of_the_same_version(string what)
    {
        Fault fault = what switch
        {
            "reset" => new Fault.Reset(),
            "lost answer" => new Fault.DropAnswer(),
            "no body" => new Fault.CutBody(0),
            "cut body" => new Fault.CutBody(70_000),
            "short body" => new Fault.CutBody(70_000, InOrder: true),
            "503" => Fault.Answer.S3(503, "SlowDown"),
            _ => Fault.Answer.S3(500, "InternalError"),
        };
        var ranges = await OpenAsync(new S3StoreSettings { TimeProvider = new HastyTime() });
        var buffer = new byte[100_000];
        await ranges.ReadAsync(0, buffer);
        for (var i = 0; i < 2; i++) Proxy.Script(r => r.Is("GET", "/tile"), fault);
        Assert.Equal(100_000, await ranges.ReadAsync(100_000, buffer));
        Assert.Equal(Content[100_000..200_000], buffer);
        var gets = Proxy.Requests.Where(r => r.Is("GET", "/tile")).ToList();
        Assert.True(gets.Count >= 3, $"{gets.Count} were asked.");
        Assert.Null(gets[0].Header("If-Match"));
        Assert.All(gets[1..], get => Assert.Equal(gets[1].Header("If-Match"), get.Header("If-Match")));
        Assert.NotNull(gets[1].Header("If-Match"));
    }

    [Fact]
    public async Task A_connection_that_is_always_cut_is_given_up_and_said()
    {
        var ranges = await OpenAsync(new S3StoreSettings { TimeProvider = new HastyTime() });
        Proxy.Script(r => r.Is("GET", "/tile"), new Fault.CutBody(0), times: 99);
        var fault = await Assert.ThrowsAsync<S3ObjectException>(() => ranges.ReadAsync(0, new byte[100]));
        Assert.True(fault.IsTransient);
        Assert.Contains("tile", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_object_that_is_replaced_between_two_parts_or_since_its_listing_is_noticed()
    {
        var ranges = await OpenAsync();
        await ranges.ReadAsync(0, new byte[100]);
        await Bucket.PutAsync("tile", new MemoryStream(RandomNumberGenerator.GetBytes(Size)));
        Assert.Equal("ObjectReplaced", (await Assert.ThrowsAsync<S3ObjectException>(() => ranges.ReadAsync(100, new byte[100]))).Code);

        // Listed with another size.
        var listed = Bucket.OpenRanges(new ObjectEntry("tile", Size + 1, default));
        Assert.Equal("ObjectReplaced", (await Assert.ThrowsAsync<S3ObjectException>(() => listed.ReadAsync(0, new byte[100]))).Code);
        var longer = Bucket.OpenRanges(new ObjectEntry("tile", 2 * Size, default));
        Assert.Equal("ObjectReplaced", (await Assert.ThrowsAsync<S3ObjectException>(() => longer.ReadAsync(Size, new byte[100]))).Code);
    }

    [Fact]
    public async Task An_object_that_is_replaced_while_a_part_is_on_its_way_is_not_mixed()
    {
        await OpenAsync();
        var replaced = false;
        await using var proxy = FaultProxy.Start(await Moto.UrlAsync(), before: async request =>
        {
            // The rest is asked for by a second request: by then it is another object.
            if (!request.Is("GET", "/tile") || request.Header("If-Match") is null || replaced) return;
            replaced = true;
            await Bucket.PutAsync("tile", new MemoryStream(RandomNumberGenerator.GetBytes(Size)));
        });
        proxy.Script(r => r.Is("GET", "/tile"), new Fault.CutBody(1000));
        var through = new S3ObjectStore(MotoServer.Client(proxy.Url), Bucket.Bucket, Bucket.Prefix);
        var ranges = through.OpenRanges(await Bucket.FindAsync("tile") ?? throw new InvalidOperationException("There is no tile."));
        Assert.Equal("ObjectReplaced", (await Assert.ThrowsAsync<S3ObjectException>(() => ranges.ReadAsync(0, new byte[50_000]))).Code);
        Assert.True(replaced);
    }

    [Fact]
    public async Task An_object_that_is_gone_is_missing_before_and_replaced_afterwards()
    {
        var ranges = await OpenAsync();
        await ranges.ReadAsync(0, new byte[100]);
        await Bucket.DeleteAsync("tile");
        Assert.Equal("ObjectReplaced", (await Assert.ThrowsAsync<S3ObjectException>(() => ranges.ReadAsync(100, new byte[100]))).Code);
        await Assert.ThrowsAsync<FileNotFoundException>(
            () => Bucket.OpenRanges(new ObjectEntry("tile", Size, default)).ReadAsync(0, new byte[1]));
    }

    private async Task<IObjectRanges> OpenAsync(S3StoreSettings? settings = null)
    {
        await Bucket.PutAsync("tile", new MemoryStream(Content));
        var entry = await Bucket.FindAsync("tile") ?? throw new InvalidOperationException("There is no tile.");
        return Another(settings).OpenRanges(entry);
    }
}
