using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using GlacierBatch.Contract.Pixels;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Core.Outputs.Pixels;
using GlacierBatch.Tests.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Rasters;

/// <summary>GDAL, a reader that nobody here wrote, sees the same in every file.</summary>
public sealed class GdalAgreementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Layouts
    {
        get
        {
            var layouts = new TheoryData<string>();
            string[] compressions = ["NONE", "LZW", "LZW PREDICTOR=2", "DEFLATE", "DEFLATE PREDICTOR=2", "PACKBITS", "ZSTD", "LZMA",
                "LERC", "LERC_DEFLATE", "LERC_ZSTD"];
            string[] blocks = ["", "TILED=YES BLOCKXSIZE=64 BLOCKYSIZE=32", "BLOCKYSIZE=1", "BLOCKYSIZE=4096"];
            foreach (var compression in compressions)
            {
                foreach (var block in blocks) layouts.Add($"COMPRESS={compression} {block}".Trim());
            }

            foreach (var more in new[] { "BIGTIFF=YES", "ENDIANNESS=BIG", "BIGTIFF=YES ENDIANNESS=BIG TILED=YES",
                "ENDIANNESS=BIG COMPRESS=DEFLATE PREDICTOR=2",
                "ENDIANNESS=BIG COMPRESS=LZW PREDICTOR=2", "BIGTIFF=YES COMPRESS=LZW",
                    "BIGTIFF=YES COMPRESS=DEFLATE TILED=YES PREDICTOR=2", "SPARSE_OK=TRUE" })
            {
                layouts.Add(more);
            }

            return layouts;
        }
    }

    /// <summary>
    /// What no scene of ours is, so that its header is all that is read: other types, several bands, what is written for them alone.
    /// </summary>
    public static TheoryData<string> OtherKinds => new()
    {
        "-ot Byte -co COMPRESS=JPEG",
        "-ot Byte -b 1 -b 1 -b 1 -co COMPRESS=JPEG -co PHOTOMETRIC=YCBCR -co TILED=YES",
        "-ot Byte -b 1 -b 1 -b 1 -co COMPRESS=WEBP",
        "-ot Byte -co NBITS=1 -co COMPRESS=CCITTRLE",
        "-ot Byte -co NBITS=1 -co COMPRESS=CCITTFAX3",
        "-ot Byte -co NBITS=1 -co COMPRESS=CCITTFAX4",
        "-ot Byte",
        "-ot Int16 -co COMPRESS=LZW",
        "-ot UInt32 -co COMPRESS=ZSTD",
        "-ot Int32 -co COMPRESS=PACKBITS",
        "-ot Float32 -co COMPRESS=DEFLATE -co PREDICTOR=3",
        "-ot Float64 -co TILED=YES -co COMPRESS=LERC",
        "-co NBITS=12 -co COMPRESS=DEFLATE",
        "-b 1 -b 1 -co INTERLEAVE=BAND",
        "-b 1 -b 1 -co INTERLEAVE=PIXEL",
        "-b 1 -b 1 -b 1 -co INTERLEAVE=BAND -co TILED=YES -co COMPRESS=LZW",
        "-b 1 -b 1 -b 1 -co INTERLEAVE=PIXEL -co TILED=YES -co COMPRESS=DEFLATE -co BIGTIFF=YES",
        "-of COG -co BLOCKSIZE=128 -co COMPRESS=LZW",
        "-of COG -co BLOCKSIZE=128 -co COMPRESS=DEFLATE -co PREDICTOR=YES",
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(OtherKinds))]
    public async Task Every_other_kind_that_gdal_writes_has_the_same_header(string options)
    {
        var (source, _) = await SourceAsync();
        var path = _folder.File("written.tif");
        if (await RunAsync("gdal_translate", ["-q", .. options.Split(' '), source, path]) is null)
        {
            Assert.Skip($"this GDAL does not write {options}");
        }

        await RequireSameAsync(path);
    }

    [Fact]
    public async Task No_compression_of_this_gdal_is_left_out()
    {
        var text = await RunAsync("gdalinfo", ["--format", "GTiff"]) ?? "";
        var list = text[text.IndexOf("name=\"COMPRESS\"", StringComparison.Ordinal)..];
        list = list[..list.IndexOf("</Option>", StringComparison.Ordinal)];
        var known = list.Split("<Value>").Skip(1).Select(value => value.Split('<')[0]).ToList();
        var tried = Layouts.Concat(OtherKinds).SelectMany(row => row.Data.Split(' '))
            .Where(word => word.StartsWith("COMPRESS=", StringComparison.Ordinal)).Select(word => word["COMPRESS=".Length..]).ToHashSet();
        Assert.DoesNotContain(known, compression => !tried.Contains(compression));
        Assert.Contains("DEFLATE", known);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public async Task Every_layout_that_gdal_writes_is_read_alike(string options)
    {
        var (source, raster) = await SourceAsync();
        var path = _folder.File("written.tif");
        var creation = options.Split(' ').SelectMany(option => new[] { "-co", option });
        if (await RunAsync("gdal_translate", ["-q", .. creation, source, path]) is null) Assert.Skip($"this GDAL does not write {options}");

        var image = await RequireSameAsync(path);
        var reader = TryOpen(image, path, out var refusal);
        if (reader is null)
        {
            // What is not decoded says with what it is compressed.
            Assert.Contains(options.Split(' ')[0]["COMPRESS=".Length..].Split('_')[0], refusal, StringComparison.Ordinal);
            return;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await reader.ReadAllAsync(pixels => hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(pixels)),
            CancellationToken.None);
        var wanted = SHA256.HashData(System.Runtime.InteropServices.MemoryMarshal.AsBytes(raster.Pixels.AsSpan()));
        Assert.Equal(Convert.ToHexString(wanted), Convert.ToHexString(hash.GetHashAndReset()));
        Assert.NotNull(await reader.SampleAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task All_production_outputs_are_read_alike()
    {
        foreach (var path in Directory.GetFiles(SharedData.ProductionOutputs(), "*.tif",
            SearchOption.AllDirectories)) await RequireSameAsync(path);
    }

    /// <summary>Smooth enough to compress, so that every codec does something.</summary>
    private async Task<(string Path, RasterBuilder Raster)> SourceAsync()
    {
        var source = _folder.File("source.tif");
        var raster = RasterBuilder.Of(new Contract.Regions.Bounds(65700, -3250320, 68700, -3248320), 10, 5);
        for (var i = 0; i < raster.Pixels.Length; i++) raster.Pixels[i] = (ushort)(i % raster.Width < 20 ? 0 : 300 + (i % 977) + (
            raster.Pixels[i] & 3));
        await File.WriteAllBytesAsync(source, raster.Build());
        return (source, raster);
    }

    private static PixelReader? TryOpen(TiffImage image, string path, out string refusal)
    {
        refusal = "";
        try
        {
            return LibTiffPixels.Open(image, new MemoryStream(File.ReadAllBytes(path)));
        }
        catch (PixelsUnreadableException fault)
        {
            refusal = fault.Message;
            return null;
        }
    }

    private static async Task<TiffImage> RequireSameAsync(string path)
    {
        var text = await RunAsync("gdalinfo", ["-json", "--config", "GDAL_PAM_ENABLED", "NO", path]);
        Assert.NotNull(text);
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        await using var stream = File.OpenRead(path);
        var image = await TiffImage.ReadAsync(stream);
        var header = image.Header;
        var bands = root.GetProperty("bands");
        Assert.Equal([header.Width, header.Height], root.GetProperty("size").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(header.Bands, bands.GetArrayLength());
        // GDAL tells of parts of its own where one strip is the whole image and plain.
        if (image.Blocks.Count > 1 || header.Compression != 1) Assert.Equal([image.Blocks.Width, image.Blocks.Height],
            bands[0].GetProperty("block").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal(header.NoData, bands[0].TryGetProperty("noDataValue", out var noData) ? noData.GetDouble() : null);
        var type = bands[0].GetProperty("type").GetString();

        // Of fewer bits than a type of its own has, GDAL tells the next larger type.
        var bits = header.BitsPerSample is > 8 and < 16 ? 16 : header.BitsPerSample;
        var own = bits <= 8 ? "Byte" : $"{header.SampleFormat switch { 1 => "UInt", 2 => "Int", _ => "Float" }}{bits}";
        Assert.Equal(type, own);
        var transform = root.GetProperty("geoTransform").EnumerateArray().Select(n => n.GetDouble()).ToArray();
        Assert.NotNull(header.Bounds);
        Assert.Equal(transform[0], header.Bounds.MinX, 1e-6);
        Assert.Equal(transform[3], header.Bounds.MaxY, 1e-6);
        Assert.Equal(transform[0] + (transform[1] * header.Width), header.Bounds.MaxX, 1e-6);
        Assert.Equal(transform[3] + (transform[5] * header.Height), header.Bounds.MinY, 1e-6);
        Assert.Contains($"ID[\"EPSG\",{header.Epsg}]", root.GetProperty("coordinateSystem").GetProperty("wkt").GetString(),
            StringComparison.Ordinal);
        return image;
    }

    /// <summary>What a program printed, or null where it failed; the test is skipped where it is not installed.</summary>
    private static async Task<string?> RunAsync(string command, IEnumerable<string> arguments)
    {
        var program = Programs.Find(command);
        Assert.SkipWhen(program.Length == 0, $"{command} is not installed");
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError =
            true });
        Assert.NotNull(process);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await error;
        return process.ExitCode == 0 ? output : null;
    }
}
