using System.Text;
using System.Text.RegularExpressions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Samples;

/// <summary>The sample workload behaves as the production scripts do.</summary>
public sealed class SampleWorkloadTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SampleScript script;

    public SampleWorkloadTests() => script = new(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Sentinel2_writes_the_tree_of_the_production_script()
    {
        var outcome = await script.Run("sentinel2");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal("", outcome.Error);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}:INFO:3 items found that match the UTM tile IDs", outcome.Log);
        var files = script.Files();
        var raw = Match(files.Keys, @"^134_Arsuk/download/2025/((S2[AB]_MSIL2A_\d{8}T\d{6}_N\d{4}_R\d{3})_T22VFP_\d{8}T\d{6}_B08\.tif)$");
        Assert.Equal(3, raw.Count);
        foreach (var (product, prefix) in raw.Select(match => (match.Groups[1].Value, match.Groups[2].Value)))
        {
            Assert.Equal(37, prefix.Length);
            Assert.Contains($"134_Arsuk/clipped/{prefix}.tif", files.Keys);
            Assert.Equal($"{prefix},{product}", Text(files[$"134_Arsuk/metadata/individual_csv/{prefix}.csv"]));
        }

        var combined = Text(files["134_Arsuk/metadata/combined_csv/134_Arsuk.csv"]).Split('\n');
        Assert.Equal(("0,1", 5, ""), (combined[0], combined.Length, combined[^1]));
        Assert.Contains("134_Arsuk/template/134_Arsuk.tif", files.Keys);
        Assert.Equal(3 + 3 + 3 + 2, files.Count);
    }

    [Fact]
    public async Task Several_tiles_stand_in_the_order_of_the_catalogue()
    {
        script.Variables["SAMPLE_SCENES"] = "1";

        await script.Run("sentinel2", region: "191_Hagen_Brae");

        var files = script.Files();
        var lines = Text(files["191_Hagen_Brae/metadata/combined_csv/191_Hagen_Brae.csv"]).Split('\n');
        Assert.Equal("0,1,2,3,4", lines[0]);
        Assert.Equal(["T26XMR", "T26XNR", "T26XMQ", "T26XNQ"], lines[1].Split(',')[1..].Select(name => name.Split('_')[5]));
    }

    [Fact]
    public async Task Landsat_writes_the_tree_of_the_production_script()
    {
        var outcome = await script.Run("landsat");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(":INFO:STAC query returned 3 scenes.\n", outcome.Log, StringComparison.Ordinal);
        var files = script.Files();
        var scenes = Match(files.Keys, @"^134_Arsuk/(\d{14}_LC\d{14}LGN00_LC0\d_L1TP_\d{6}_\d{8}_\d{8}_02_T1_ortho)\.tif$");
        Assert.Equal(3, scenes.Count);
        var table = Text(files["_reference/134_Arsuk_stac_query_results.csv"]).Split('\n');
        Assert.StartsWith(",id,bbox,collection,datetime,", table[0], StringComparison.Ordinal);
        Assert.EndsWith(",subset_id,subset_id_no_collection", table[0], StringComparison.Ordinal);
        Assert.All(scenes, scene => Assert.Single(table, line => line.Contains($",{scene.Groups[1].Value},", StringComparison.Ordinal)));
        Assert.Contains("_reference/134_Arsuk.tif", files.Keys);
        Assert.Equal(3 + 2, files.Count);
    }

    [Theory, InlineData("sentinel2"), InlineData("landsat")]
    public async Task The_same_task_gives_the_same_bytes_twice(string satellite)
    {
        await script.Run(satellite, "one");
        await script.Run(satellite, "two");

        Assert.Equal(script.Files("one"), script.Files("two"));
        Assert.Distinct(script.Files("one").Values.Select(Convert.ToHexString));
    }

    [Theory, InlineData("sentinel2"), InlineData("landsat")]
    public async Task Two_months_of_a_region_share_no_scene_and_each_lies_in_its_month(string satellite)
    {
        await script.Run(satellite, first: "2025-07-01", last: "2025-07-31");
        await script.Run(satellite, first: "2025-08-01", last: "2025-08-31");

        var pattern = satellite == "sentinel2" ? @"/clipped/S2._MSIL2A_(\d{6})" : @"^134_Arsuk/(\d{6})";
        var months = Match(script.Files().Keys, pattern).Select(match => match.Groups[1].Value);
        Assert.Equal(["202507", "202507", "202507", "202508", "202508", "202508"], months.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_template_that_is_given_is_used_and_left_as_it_is()
    {
        await script.Run("sentinel2", "made");
        var made = script.Files("made");
        var name = "134_Arsuk/template/134_Arsuk.tif";
        var given = made[name][..^1].Append((byte)(made[name][^1] ^ 1)).ToArray();
        Directory.CreateDirectory(folder.File("given/134_Arsuk/template"));
        File.WriteAllBytes(folder.File("given/" + name), given);
        // A script that makes the template refuses this value; one that is given the template never reads it.
        script.Variables["SAMPLE_TEMPLATE_MIB"] = "never read";

        var outcome = await script.Run("sentinel2", "given");

        Assert.Equal(0, outcome.ExitCode);
        var files = script.Files("given");
        Assert.Equal(given, files[name]);
        made[name] = given;
        Assert.Equal(made, files);
        Assert.Equal(2, (await script.Run("sentinel2", "without")).ExitCode);
    }

    [Theory, InlineData("sentinel2", 1), InlineData("landsat", 0)]
    public async Task A_template_on_another_grid_is_refused_as_each_script_tells_errors(string satellite, int exitCode)
    {
        await script.Run(satellite, "other", region: "140_CentralLindenow");
        var (from, to) = satellite == "sentinel2"
            ? ("other/140_CentralLindenow/template/140_CentralLindenow.tif", "out/134_Arsuk/template/134_Arsuk.tif")
            : ("other/_reference/140_CentralLindenow.tif", "out/_reference/134_Arsuk.tif");
        Directory.CreateDirectory(Path.GetDirectoryName(folder.File(to)) ?? "");
        File.Copy(folder.File(from), folder.File(to));

        var outcome = await script.Run(satellite);

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Matches(@":ERROR:Error while .*is not on the region's grid", outcome.Log);
    }

    [Theory, InlineData("sentinel2", 1), InlineData("landsat", 0)]
    public async Task An_unknown_region_ends_as_in_production(string satellite, int exitCode)
    {
        var outcome = await script.Run(satellite, region: "999_Nowhere");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Contains("region 999_Nowhere: IndexError", outcome.Log, StringComparison.Ordinal);
        Assert.Equal("", outcome.Error);
    }

    [Theory, InlineData("sentinel2"), InlineData("landsat")]
    public async Task A_relative_base_folder_ends_with_1(string satellite)
    {
        var outcome = await script.Run(satellite, "relative");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains(":ERROR:Unhandled exception", outcome.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sentinel2", "134_Arsuk", 300, 330, "UInt16", 10)]
    [InlineData("landsat", "134_Arsuk", 200, 220, "UInt16", 15)]
    public async Task An_independent_reader_finds_every_clipped_scene_on_the_grid(
        string satellite, string region, int width, int height, string type, int resolution)
    {
        await script.Run(satellite, region: region);

        var clipped = script.Files().Keys.Where(name => name.EndsWith("_ortho.tif", StringComparison.Ordinal)
            || name.Contains("/clipped/", StringComparison.Ordinal) || name.Contains("/template/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(clipped);
        foreach (var name in clipped)
        {
            var raster = await GdalInfo.Read(script, folder.File(Path.Combine("out", name)));
            Assert.Equal((width, height), (raster.Width, raster.Height));
            Assert.Equal([-243850.0, resolution, 0, -3287000, 0, -resolution], raster.GeoTransform);
            Assert.Equal((3413, type, 0.0, 1, ""), (raster.Epsg, raster.Type, raster.NoData, raster.Bands, raster.Compression));
            Assert.InRange(raster.ValidPercent, 95, 99.9);
            Assert.True(raster.StandardDeviation > 0);
        }
    }

    [Fact]
    public async Task The_real_catalogue_in_a_copy_gives_its_large_regions_deflated()
    {
        var catalog = SharedData.ProductionCatalog();
        var copy = folder.File("workload");
        Copy(script.Workload, copy);
        File.Copy(catalog, Directory.EnumerateFiles(copy, "*.gpkg", SearchOption.AllDirectories).Single(), overwrite: true);
        var large = new SampleScript(folder) { Workload = copy };
        large.Variables["SAMPLE_SCENES"] = "1";

        var outcome = await large.Run("sentinel2", region: "190_Academy");

        Assert.Equal(0, outcome.ExitCode);
        var scene = Assert.Single(Directory.GetFiles(folder.File("out/190_Academy/clipped")));
        var raster = await GdalInfo.Read(large, scene);
        Assert.Equal((3413, "UInt16", 0.0, "DEFLATE"), (raster.Epsg, raster.Type, raster.NoData, raster.Compression));
        Assert.InRange(raster.ValidPercent, 95, 99.9);
    }

    private static List<Match> Match(IEnumerable<string> names, string pattern) =>
        names.Select(name => Regex.Match(name, pattern, RegexOptions.CultureInvariant)).Where(match => match.Success).ToList();

    private static string Text(byte[] content) => Encoding.ASCII.GetString(content);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target) ?? to);
            File.Copy(file, target);
        }
    }
}
