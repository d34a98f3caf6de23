using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Rasters;

/// <summary>Headers of TIFFs, good, odd and damaged.</summary>
public sealed class TiffHeaderTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task Both_formats_and_both_byte_orders_are_read(bool isBig, bool isLittleEndian)
    {
        var header = await ReadAsync(new TiffBuilder { IsBig = isBig, IsLittleEndian = isLittleEndian }.Build());
        Assert.Equal(
            new TiffHeader(4, 3, 1, 16, 1, 1, 1, false, isBig, 0, 3413, 10, 10, new Bounds(65700.25, -3248350, 65740.25, -3248320)),
            header);
    }

    [Fact]
    public async Task Defaults_hold_where_a_tag_is_absent()
    {
        var header = await ReadAsync(new TiffBuilder().Without(258, 259, 277, 278, 339, 33550, 34735, 42113).Build());
        Assert.Equal(new TiffHeader(4, 3, 1, 1, 1, 1, 1, false, false, null, null, null, null, null), header);
    }

    [Fact]
    public async Task A_raster_of_points_has_its_edges_half_a_pixel_further_out()
    {
        var header = await ReadAsync(new TiffBuilder().With(34735, 3, 1, 1, 0, 2, 1025, 0, 1, 2, 3072, 0, 1, 3413).Build());
        Assert.Equal(new Bounds(65695.25, -3248345, 65735.25, -3248315), header.Bounds);
    }

    [Fact]
    public async Task A_user_defined_system_has_no_code()
    {
        Assert.Null((await ReadAsync(new TiffBuilder().With(34735, 3, 1, 1, 0, 1, 3072, 0, 1, 32767).Build())).Epsg);
        Assert.Null((await ReadAsync(new TiffBuilder().With(34735, 3, 1, 1, 0, 9, 3072).Build())).Epsg);
    }

    [Fact]
    public async Task Tiles_are_counted_like_strips()
    {
        var tiled = new TiffBuilder().Without(273, 278, 279).With(322, 3, 16).With(323, 3, 16).With(324, 4, 8).With(325, 4, 0);
        Assert.True((await ReadAsync(tiled.Build())).IsTiled);
        Assert.Equal("its tag 323 (TileHeight) is missing or 0", await FaultAsync(tiled.Without(323).Build()));
        Assert.Equal("it lists 1 tiles where its size needs 4", await FaultAsync(tiled.With(322, 3, 1).With(323, 3, 16).Build()));
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("<?xml version=\"1.0\"?><Error/>", "it is an XML or HTML page, not a TIFF")]
    [InlineData("\uFEFF\r\n <!DOCTYPE html>", "it is an XML or HTML page, not a TIFF")]
    [InlineData("{\"detail\": \"not found\"}", "it is a JSON document, not a TIFF")]
    [InlineData("PK\u0003\u0004", "it is a ZIP archive, not a TIFF")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0", "it begins with zeros, not as a TIFF")]
    [InlineData("abcdefgh", "it is not a TIFF: it begins with the bytes 61626364")]
    [InlineData("II*", "it is cut off: at least 13 of its bytes are missing")]
    [InlineData("II*\0\0\0\0\0", "it has no image")]
    [InlineData("II*\0\u0008\0\0\0", "it is cut off: at least 2 of its bytes are missing")]
    [InlineData("II*\0\u0008\0\0\0\0\0", "it has 0 tags, which no real image has")]
    [InlineData("II*\0\u0008\0\0\0\u0001\u0020", "it has 8193 tags, which no real image has")]
    public async Task What_is_no_tiff_is_named(string content, string reason) =>
        Assert.Equal(reason, await FaultAsync(System.Text.Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData(256, 0, "its tag 256 (Width) is 0")]
    [InlineData(257, 4294967295, "its tag 257 (Height) is 4294967295")]
    [InlineData(257, 1000000, "it lists 1 strips where its size needs 333334")]
    [InlineData(278, 0, "its tag 278 (RowsPerStrip) is missing or 0")]
    [InlineData(279, 4294967295, "it is cut off: 4294967271 of its 4294967573 bytes are missing")]
    public async Task An_absurd_number_is_named(int tag, long value, string reason) =>
        Assert.Equal(reason, await FaultAsync(new TiffBuilder().With(tag, 4, value).Build()));

    [Fact]
    public async Task A_missing_size_and_a_text_for_a_number_are_named()
    {
        Assert.Equal("its tag 256 (Width) is missing", await FaultAsync(new TiffBuilder().Without(256).Build()));
        Assert.Equal("its tag 256 holds no whole numbers", await FaultAsync(new TiffBuilder().With(256, 2, 4).Build()));
        Assert.Equal("it lists 0 strips where its size needs 1", await FaultAsync(new TiffBuilder().Without(279).Build()));
    }

    [Fact]
    public async Task A_count_of_billions_is_refused_before_anything_is_allocated()
    {
        var bytes = new TiffBuilder { IsBig = true, HugeCountOf = 273 }.Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("cut off", await FaultAsync(bytes), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public async Task Of_a_file_cut_anywhere_the_missing_bytes_are_counted()
    {
        var whole = new TiffBuilder().Build();
        for (var length = 1; length < whole.Length; length++)
        {
            var reason = await FaultAsync(whole[..length]);
            Assert.True(reason.StartsWith("it is cut off", StringComparison.Ordinal) || length < 2, $"{length}: {reason}");
        }

        Assert.Equal($"it is cut off: 1 of its {whole.Length} bytes are missing", await FaultAsync(whole[..^1]));
    }

    [Fact]
    public async Task Edges_are_compared_with_a_tolerance()
    {
        var header = await ReadAsync(new TiffBuilder().Build());
        var own = Assert.IsType<Bounds>(header.Bounds);
        Assert.True(header.Covers(own, 0));
        Assert.True(header.Covers(own with { MaxX = own.MaxX + 1e-9 }, 0.001));
        Assert.False(header.Covers(own with { MaxX = own.MaxX + 1e-9 }, 0));
        Assert.False(header.Covers(own with { MinY = own.MinY - 10 }, 0.001));
        Assert.False((header with { Bounds = null }).Covers(own, double.PositiveInfinity));
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_the_callers_mistake()
    {
        var input = new System.IO.Compression.ZLibStream(new MemoryStream(), System.IO.Compression.CompressionMode.Decompress);
        await Assert.ThrowsAsync<ArgumentException>(() => TiffHeader.ReadAsync(input));
    }

    [Fact]
    public async Task The_production_outputs_are_read_and_are_whole()
    {
        var root = SharedData.ProductionOutputs();
        var files = Directory.GetFiles(root, "*.tif", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        foreach (var path in files)
        {
            await using var stream = File.OpenRead(path);
            var header = await TiffHeader.ReadAsync(stream);
            Assert.True(header is { Bands: 1, Bounds: not null, Epsg: not null }, $"{path}: {header}");
            Assert.InRange(header.PixelWidth ?? 0, 10, 30);

            var half = new MemoryStream(File.ReadAllBytes(path)[..(int)(stream.Length / 2)]);
            var fault = await Assert.ThrowsAsync<TiffFormatException>(() => TiffHeader.ReadAsync(half));
            Assert.StartsWith("it is cut off: ", fault.Message, StringComparison.Ordinal);
        }
    }

    private static Task<TiffHeader> ReadAsync(byte[] bytes) => TiffHeader.ReadAsync(new MemoryStream(bytes));

    private static async Task<string> FaultAsync(byte[] bytes) =>
        (await Assert.ThrowsAsync<TiffFormatException>(() => ReadAsync(bytes))).Message;
}
