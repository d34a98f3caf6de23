using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using FsCheck.Fluent;
using FsCheck.Xunit;
using FsCheck;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Outputs.Pixels;
using GlacierBatch.Core.Outputs.Reading;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Outputs;

/// <summary>Whatever the bytes: a result or a reason, soon, and no pixel that changed without being told.</summary>
public sealed class MutationTests
{
    private const int Rounds = 16_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Mutated_rasters_of_every_layout_end_well_and_never_hide_a_changed_pixel()
    {
        var corpus = Corpus();
        var known = new List<string>();
        foreach (var file in corpus) known.Add((await ScanAsync(file)).Sha256);
        var random = new Random(20251125);
        var (slowest, largest) = (TimeSpan.Zero, 0L);
        var (unread, same) = (0, 0);
        for (var round = 0; round < Rounds; round++)
        {
            var which = round % corpus.Count;
            var bytes = corpus[which].ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                // Half of them into the header, where they do most.
                bytes[random.Next(random.Next(2) == 0 ? Math.Min(400, bytes.Length) : bytes.Length)] = (byte)(random.Next(3) switch { 0 =>
                    0, 1 => 255, _ => random.Next(256) });
            }

            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var (started, allocated) = (Stopwatch.GetTimestamp(), GC.GetAllocatedBytesForCurrentThread());
            try
            {
                var image = await TiffImage.ReadAsync(new MemoryStream(bytes));
                if ((long)image.Header.Width * image.Header.Height > 4_000_000) continue; // Refused before: far more than the region.
                var facts = await ScanAsync(bytes, image);
                await LibTiffPixels.Open(image, new MemoryStream(bytes)).SampleAsync(PixelReader.NoDataOf(image.Header),
                    CancellationToken.None);
                if (facts.Sha256 == known[which]) same++;
                else Assert.False(await HasSamePixelsAsync(bytes, image, corpus[which]),
                    $"round {round}: the checksum changed and the pixels did not");
            }
            catch (Exception fault) when (fault is TiffFormatException or PixelsDamagedException or PixelsUnreadableException)
            {
                Assert.DoesNotContain('\n', fault.Message);
                unread++;
            }

            var took = Stopwatch.GetElapsedTime(started);
            if (took > slowest) slowest = took;

            // All that was made for it, whether it is still held or not. Streams in memory answer on the thread that asks.
            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }

        Assert.True(slowest < Soon, $"a file took {slowest}");
        Assert.True(unread > Rounds / 20 && same > Rounds / 20, $"{unread} unread, {same} the same: the mutations are of one kind");
        Assert.InRange(largest, 1, 500_000_000);
    }

    [Fact]
    public async Task A_mutated_pixel_never_passes_under_a_baseline()
    {
        using var folder = new TemporaryFolder();
        var bench = await OutputBench.CreateAsync(new FileObjectStore(folder.Path));
        await bench.RecordAsync();
        var baseline = await bench.FreezeAsync();
        var whole = await bench.GetAsync(bench.Scenes[0]);
        var random = new Random(7);
        for (var round = 0; round < 40; round++)
        {
            var bytes = whole.ToArray();
            bytes[random.Next(bytes.Length - (bench.Raster().Pixels.Length * 2), bytes.Length)] ^= (byte)(1 << random.Next(8));
            await bench.PutAsync(bench.Scenes[0], bytes);

            // The record is the liar's too.
            await bench.RecordAsync();
            var verdict = await bench.VerifyAsync(new VerifyOptions { Deep = true, Baseline = baseline });
            Assert.Equal(CheckStatus.Failed, verdict.Status);
            Assert.Contains(verdict.Checks, check => check is { Name: "BaselinePixels", Status: CheckStatus.Failed });
        }
    }

    [Fact]
    public async Task Whatever_a_record_holds_there_is_a_verdict_and_no_pass_for_what_it_does_not_say()
    {
        using var folder = new TemporaryFolder();
        var bench = await OutputBench.CreateAsync(new FileObjectStore(folder.Path));
        await bench.RecordAsync();
        var key = StoreLayout.Result(OutputBench.Run, bench.Task);
        var whole = (await bench.Store.GetAsync(key))!.Content.ToArray();
        var random = new Random(20261126);
        var statuses = new HashSet<CheckStatus>();
        for (var round = 0; round < 400; round++)
        {
            var bytes = whole.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(32, 127);
            if (random.Next(8) == 0) bytes = bytes[..random.Next(bytes.Length)];
            await bench.Store.PutAsync(key, new MemoryStream(bytes));

            var verdict = await bench.VerifyAsync();

            Assert.DoesNotContain('\n', verdict.Evidence);
            Assert.False(verdict.Status == CheckStatus.Passed && verdict.Scenes != 3, $"round {round} passed: {verdict}");
            statuses.Add(verdict.Status);
        }

        Assert.Contains(CheckStatus.Passed, statuses);
        Assert.Contains(CheckStatus.Failed, statuses);
    }

    [Property(MaxTest = 2000)]
    public bool Any_bytes_are_a_table_or_have_a_reason(byte[] bytes) => EndsWell(bytes);

    [Property(MaxTest = 3000)]
    public Property Mutated_tables_end_well()
    {
        var valid = Encoding.UTF8.GetBytes("0,1,2\nS2A_MSIL2A_20240803T143751_N0511_R010,\"a,b\",\"say \"\"x\"\"\"\r\nb,c,\n");
        var changes = Gen.Choose(0, valid.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (At: at, Value: (byte)value)))
            .ArrayOf();
        return Prop.ForAll(changes.ToArbitrary(), changed =>
        {
            var bytes = valid.ToArray();
            foreach (var (at, value) in changed) bytes[at] = value;
            return EndsWell(bytes);
        });
    }

    [Fact]
    public void A_table_is_read_as_it_was_written()
    {
        var table = CsvTable.Parse("\uFEFFid,\"a, b\",\"say \"\"x\"\"\"\r\n\r\n1,\"two\nlines\",\n"u8);
        Assert.Equal([["id", "a, b", "say \"x\""], ["1", "two\nlines", ""]], table.Rows);
        Assert.Equal((0, 1, -1), (table.Column("id"), table.Column("a, b"), table.Column("none")));
    }

    private static bool EndsWell(byte[] bytes)
    {
        try
        {
            return CsvTable.Parse(bytes).Rows.All(row => row.Count > 0);
        }
        catch (InvalidDataException fault)
        {
            return fault.Message.Length is > 5 and < 200;
        }
    }

    private static async Task<PixelFacts> ScanAsync(byte[] file, TiffImage? image = null)
    {
        image ??= await TiffImage.ReadAsync(new MemoryStream(file));
        using var scan = new PixelScan(PixelReader.NoDataOf(image.Header));
        await LibTiffPixels.Open(image, new MemoryStream(file)).ReadAllAsync(scan.Take, CancellationToken.None);
        return scan.ToFacts();
    }

    private static async Task<bool> HasSamePixelsAsync(byte[] file, TiffImage image, byte[] original)
    {
        var former = await TiffImage.ReadAsync(new MemoryStream(original));
        if (image.Header.Width != former.Header.Width || image.Header.Height != former.Header.Height) return false;
        var (these, those) = (await PixelsAsync(file, image), await PixelsAsync(original, former));
        return these.AsSpan().SequenceEqual(those);
    }

    private static async Task<ushort[]> PixelsAsync(byte[] file, TiffImage image)
    {
        var all = new List<ushort>();
        await LibTiffPixels.Open(image, new MemoryStream(file)).ReadAllAsync(pixels => all.AddRange(pixels), CancellationToken.None);
        return [.. all];
    }

    /// <summary>Small rasters in every layout and compression that is decoded.</summary>
    private static List<byte[]> Corpus()
    {
        var bounds = new Bounds(0, 0, 400, 300);
        var plain = RasterBuilder.Of(bounds, 10, 3);
        var bytes = MemoryMarshal.AsBytes(plain.Pixels.AsSpan()).ToArray();
        var files = new List<byte[]> { plain.Build() };
        foreach (var isBig in new[] { false, true })
        {
            files.Add(Encode(isBig, true, 8, Zip(bytes), 30));
            files.Add(Encode(isBig, false, 1, Swap(bytes), 30));
        }

        files.Add(Encode(false, true, 32773, PackBits(bytes), 30));
        return files;
    }

    private static byte[] Encode(bool isBig, bool isLittleEndian, int compression, byte[] data, int rows)
    {
        var head = new Rasters.TiffBuilder { IsBig = isBig, IsLittleEndian = isLittleEndian }
            .With(256, 3, 40).With(257, 3, 30).With(259, 3, compression).With(278, 3, rows).With(279, 4, data.Length).Build();
        return [.. head[..^24], .. data];
    }

    private static byte[] Zip(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] Swap(byte[] bytes) => [.. bytes.Chunk(2).SelectMany(pair => new[] { pair[1], pair[0] })];

    /// <summary>Literal runs only.</summary>
    private static byte[] PackBits(byte[] bytes) => [.. bytes.Chunk(128).SelectMany(run => new[] { (byte)(run.Length - 1) }.Concat(run))];
}
