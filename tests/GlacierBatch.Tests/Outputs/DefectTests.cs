using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Outputs;
using GlacierBatch.Tests.TestSupport;
using Xunit;
using static GlacierBatch.Tests.Outputs.FailedCheck;

namespace GlacierBatch.Tests.Outputs;

/// <summary>One defect at a time: without it the output passes, with it the right check says what and where.</summary>
public sealed class DefectTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(Satellite.Sentinel2, false, false)]
    [InlineData(Satellite.Sentinel2, false, true)]
    [InlineData(Satellite.Sentinel2, true, false)]
    [InlineData(Satellite.Sentinel2, true, true)]
    [InlineData(Satellite.Landsat, false, false)]
    [InlineData(Satellite.Landsat, false, true)]
    public async Task Without_a_defect_everything_passes(Satellite satellite, bool isNew, bool deep)
    {
        var bench = await CreateAsync(satellite, isNew);
        var verdict = await bench.VerifyAsync(new VerifyOptions { Deep = deep, Baseline = deep ? await bench.FreezeAsync() : null });
        Assert.All(verdict.Checks, check => Assert.True(check.Status == CheckStatus.Passed, check.ToString()));
        Assert.Equal((CheckStatus.Passed, 3, deep ? 14 : 12), (verdict.Status, verdict.Scenes, verdict.Checks.Count));
    }

    [Theory]
    [MemberData(nameof(RasterDefects.All), MemberType = typeof(RasterDefects))]
    public async Task A_raster_that_is_not_as_it_must_be_is_named(string defect, string check, string evidence)
    {
        foreach (var deep in new[] { false, true })
        {
            var bench = await CreateAsync();
            await bench.PutAsync(bench.Scenes[1], bench.Raster(2).With(raster => RasterDefects.Spoil(raster, defect, bench)).Build());
            await bench.RecordAsync();
            Require(await bench.VerifyAsync(new VerifyOptions { Deep = deep }), check, bench.Scenes[1], evidence);
        }
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "it is an XML or HTML page, not a TIFF")]
    [InlineData("", "it is empty")]
    [InlineData("{\"code\":\"Forbidden\"}", "it is a JSON document, not a TIFF")]
    public async Task A_page_in_a_scenes_place_is_recognised(string content, string evidence)
    {
        var bench = await CreateAsync();
        await bench.PutAsync(bench.Scenes[0], content);
        Require(await bench.VerifyAsync(), "Files", bench.Scenes[0], evidence);

        // Also where the task itself recorded it.
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Files", bench.Scenes[0], evidence);
    }

    [Fact]
    public async Task A_scene_cut_at_any_tenth_is_said_to_be_cut_off()
    {
        var bench = await CreateAsync();
        var whole = await bench.GetAsync(bench.Scenes[2]);
        for (var tenth = 1; tenth < 10; tenth++)
        {
            await bench.PutAsync(bench.Scenes[2], whole[..(whole.Length * tenth / 10)]);
            var verdict = await bench.VerifyAsync();
            Require(verdict, "Files", bench.Scenes[2], "it is cut off");
        }

        await bench.PutAsync(bench.Scenes[2], whole);
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);
    }

    [Fact]
    public async Task A_missing_scene_is_named()
    {
        var bench = await CreateAsync();
        await bench.DeleteAsync(bench.Scenes[1]);
        Require(await bench.VerifyAsync(), "Files", bench.Scenes[1], "is missing");
    }

    [Fact]
    public async Task An_extra_scene_of_the_tasks_days_is_named_and_one_of_other_days_is_another_tasks()
    {
        var bench = await CreateAsync();
        await bench.PutAsync("134_Arsuk/clipped/S2C_MSIL2A_20250712T142011_N0511_R096.tif", bench.Raster(5).Build());
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);
        await bench.PutAsync("134_Arsuk/clipped/S2C_MSIL2A_20250805T142011_N0511_R096.tif", bench.Raster(5).Build());
        Require(await bench.VerifyAsync(), "Extra", "S2C_MSIL2A_20250805T142011_N0511_R096.tif", "not of its record");
    }

    [Theory]
    [InlineData("134_Arsuk/notes.txt")]
    [InlineData("134_Arsuk/clipped/copy of a scene.tif")]
    [InlineData("134_Arsuk/clipped/S2A_MSIL2A_20250801T143751_N0511_R010.tif.aux.xml")]
    public async Task An_unknown_file_is_named_and_unchecked(string path)
    {
        var bench = await CreateAsync();
        await bench.PutAsync(path, "?");
        var check = Assert.Single((await bench.VerifyAsync()).Checks, check => check.Status != CheckStatus.Passed);
        Assert.Equal(("Extra", CheckStatus.Unchecked), (check.Name, check.Status));
        Assert.Contains(path, check.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("134_Arsuk/metadata/individual_csv/S2A_MSIL2A_20250801T143751_N0511_R010.csv", "Files", "is missing", "Layout",
        "has no individual CSV")]
    [InlineData("134_Arsuk/metadata/combined_csv/134_Arsuk.csv", "Shared", "is missing", "Layout",
        "there is no 134_Arsuk/metadata/combined_csv/134_Arsuk.csv")]
    [InlineData("134_Arsuk/template/134_Arsuk.tif", "Shared", "is missing", "Layout", "there is no 134_Arsuk/template/134_Arsuk.tif")]
    public async Task Missing_metadata_and_templates_are_named(
        string path, string check, string evidence, string unrecordedCheck, string unrecordedEvidence)
    {
        var bench = await CreateAsync();
        await bench.DeleteAsync(path);
        Require(await bench.VerifyAsync(), check, "", evidence);

        // Where the task never wrote it.
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), unrecordedCheck, "", unrecordedEvidence);
    }

    [Theory]
    [InlineData(Satellite.Landsat, "_reference/134_Arsuk_stac_query_results.csv")]
    [InlineData(Satellite.Landsat, "_reference/134_Arsuk.tif")]
    public async Task Landsats_reference_files_must_be_there(Satellite satellite, string path)
    {
        var bench = await CreateAsync(satellite);
        await bench.DeleteAsync(path);
        Require(await bench.VerifyAsync(), "Shared", path, "is missing");
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Layout", path, "there is no");
    }

    [Fact]
    public async Task A_scene_that_landsats_query_found_and_nobody_clipped_is_named_unless_it_has_no_pixel_here()
    {
        const string Lost = "20250804143105_LC82301342025216LGN00_LC08_L1TP_230134_20250804_20250810_02_T1_ortho";
        var bench = await CreateAsync(Satellite.Landsat);
        const string Path = "_reference/134_Arsuk_stac_query_results.csv";
        await bench.PutAsync(Path, System.Text.Encoding.UTF8.GetString(await bench.GetAsync(Path))
            + $"3,x,y,{Lost}\n4,x,y,{Lost.Replace("202508", "202507", StringComparison.Ordinal)}\n");
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", Lost, "was found by the query and not clipped");

        bench.Change = result => result with
        {
            LastLines = [$"2025-08-06T00:00:00.000Z log 2025:root:INFO:Download of {Lost} failed. Continuing... Err: No data found in "
                + "bounds."],
        };
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);
    }

    [Fact]
    public async Task Scenes_that_the_record_the_log_or_a_damaged_tile_say_were_lost_are_named()
    {
        var bench = await CreateAsync();
        bench.Change = result => result with { LostScenes = ["S2A_lost"] };
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "S2A_lost", "was lost on the way");

        bench.Change = result => result with { LastLines = ["t log x:INFO:RasterioIOError for tif_prefix: S2A_refused. Error info: ..."] };
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "S2A_refused", "could not be downloaded");

        bench.Change = result => result with { LastLines = ["t log x:INFO:5 items found that match the UTM tile IDs in the region."] };
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "of 5 raw tiles", "3 were downloaded");

        bench.Change = result => result with
        {
            RawTiles = [.. result.RawTiles, new RawTile("134_Arsuk/download/2025/S2B_MSIL2A_20250802T142011_N0511_R096_T22VFP_x_B08.tif",
                9, "it is empty")],
        };
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "S2B_MSIL2A_20250802T142011_N0511_R096", "was downloaded damaged: it is empty");
    }

    [Fact]
    public async Task A_tile_without_a_scene_of_which_nothing_more_is_known_is_unchecked()
    {
        var bench = await CreateAsync();
        bench.RawTiles.Add(new RawTile("134_Arsuk/download/2025/S2B_MSIL2A_20250802T142011_N0511_R096_T22VFP_20250802T182711_B08.tif", 9));
        await bench.RecordAsync();
        var check = Assert.Single((await bench.VerifyAsync()).Checks, check => check.Status != CheckStatus.Passed);
        Assert.Equal(("Scenes", CheckStatus.Unchecked), (check.Name, check.Status));
        Assert.Contains("S2B_MSIL2A_20250802T142011_N0511_R096", check.Evidence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.8, CheckStatus.Failed, "covers 80% of the region and was not clipped")]
    [InlineData(0.51, CheckStatus.Unchecked, "too near to half")]
    [InlineData(0.3, CheckStatus.Passed, "none missing")]
    public async Task A_tile_that_was_not_kept_is_judged_by_its_recorded_coverage(double coverage, CheckStatus status, string evidence)
    {
        var bench = await CreateAsync();

        // Of two tiles each covers less: what counts is what the scene covers.
        foreach (var grid in new[] { "T22VFP", "T22VEP" })
        {
            bench.RawTiles.Add(
                new RawTile($"134_Arsuk/download/2025/S2B_MSIL2A_20250802T142011_N0511_R096_{grid}_20250802T182711_B08.tif", 9)
            {
                Coverage = coverage / 2, SceneCoverage = coverage,
            });
        }

        await bench.RecordAsync();
        var check = Assert.Single((await bench.VerifyAsync()).Checks, check => check.Name == "Scenes");
        Assert.Equal(status, check.Status);
        Assert.Contains(evidence, check.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_the_new_structure_a_kept_tile_of_the_region_that_was_not_clipped_is_named_and_anothers_is_not()
    {
        var bench = await CreateAsync(isNew: true);
        var tiles = bench.Area.Tiles;
        Assert.DoesNotContain("24WXV", tiles);
        await bench.PutAsync("download/2025/S2B_MSIL2A_20250803T142011_N0511_R096_T24WXV_20250803T182711_B08.tif", bench.Raster(7).Build());
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);

        await bench.PutAsync(
            $"download/2025/S2B_MSIL2A_20250802T142011_N0511_R096_T{tiles[0]}_20250802T182711_B08.tif", bench.Raster(8).Build());
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "S2B_MSIL2A_20250802T142011_N0511_R096 covers", "was not clipped");
        Require(await bench.VerifyUnrecordedAsync(), "Scenes", "S2B_MSIL2A_20250802T142011_N0511_R096 covers", "was not clipped");
    }

    [Fact]
    public async Task What_an_earlier_attempt_of_the_same_job_wrote_is_current_and_what_is_older_than_the_job_is_not()
    {
        var bench = await CreateAsync();
        var began = DateTimeOffset.UtcNow.AddMinutes(2);
        bench.Change = result => result with { Attempt = 2, Started = began, Ended = began };
        bench.Submitted = DateTimeOffset.UtcNow.AddMinutes(-5);
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);

        // A first attempt wrote all of it itself.
        bench.Change = result => result with { Attempt = 1, Started = began, Ended = began };
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Current", bench.Scenes[0], "is older than the job");

        // And none of it is this job's where it was submitted later.
        bench.Change = result => result with { Attempt = 2, Started = began, Ended = began };
        bench.Submitted = began.AddSeconds(-30);
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Current", bench.Scenes[0], "is older than the job");
    }

    [Fact]
    public async Task The_same_pixels_under_another_name_are_found_by_checksum_and_by_pixels()
    {
        var bench = await CreateAsync();
        await bench.PutAsync(bench.Scenes[1], await bench.GetAsync(bench.Scenes[0]));
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Duplicates", "S2A_MSIL2A_20250804T142009_N0511_R096", "the same");

        // Another file, the same pixels: nodata is written otherwise.
        await bench.PutAsync(bench.Scenes[1], bench.Raster(1).With(raster => raster.NoData = "0.0").Build());
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Duplicates", "S2A_MSIL2A_20250804T142009_N0511_R096", "have the same pixels");
        Require(await bench.VerifyAsync(new VerifyOptions { Deep = true }), "Duplicates", "", "have the same pixels");
    }

    [Fact]
    public async Task Scenes_that_look_alike_in_places_and_are_not_the_same_are_no_duplicates()
    {
        var bench = await CreateAsync();
        await bench.PutAsync(bench.Scenes[1], bench.Raster(1).With(raster => raster.Pixels[^1] ^= 1).Build());
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync()).Status);
    }

    [Fact]
    public async Task One_pixel_changed_is_found_by_checksum_and_by_baseline()
    {
        var bench = await CreateAsync();
        var baseline = await bench.FreezeAsync();
        await bench.PutAsync(bench.Scenes[0], bench.Raster(1).With(raster => raster.Pixels[12345] ^= 4).Build());

        // Written after the record: looked at whole without being asked.
        Require(await bench.VerifyAsync(), "Files", bench.Scenes[0], "has other content than was recorded");
        Require(await bench.VerifyAsync(new VerifyOptions { Deep = true }), "Files", bench.Scenes[0],
            "has other content than was recorded");

        // A run that makes other pixels and records them so: only the baseline knows.
        await bench.RecordAsync();
        Assert.Equal(CheckStatus.Passed, (await bench.VerifyAsync(new VerifyOptions { Deep = true })).Status);
        Require(await bench.VerifyAsync(new VerifyOptions { Baseline = baseline }), "BaselinePixels", bench.Scenes[0],
            "has other pixels than the baseline");
    }

    [Theory]
    [InlineData("134_Arsuk/metadata/combined_csv/134_Arsuk.csv", "0,1\nS2A_MSIL2A_20240101T000000_N0511_R001,x.tif\n",
        "names the scene S2A_MSIL2A_20240101T000000_N0511_R001")]
    [InlineData("134_Arsuk/metadata/combined_csv/134_Arsuk.csv", "<html>503</html>", "it is an XML or HTML page, not a table")]
    [InlineData("134_Arsuk/metadata/combined_csv/134_Arsuk.csv", "0,1\n\"S2A", "a quote is not closed")]
    [InlineData("134_Arsuk/metadata/individual_csv/S2A_MSIL2A_20250801T143751_N0511_R010.csv",
        "S2A_MSIL2A_20250801T143751_N0511_R010,S2A_MSIL2A_20250801T143751_N0511_R010_T01ABC_x_B08.tif", "which was not downloaded")]
    [InlineData("134_Arsuk/metadata/individual_csv/S2A_MSIL2A_20250801T143751_N0511_R010.csv",
        "S2B_MSIL2A_20240101T000000_N0511_R001,a.tif", "names the scene S2B_MSIL2A_20240101T000000_N0511_R001")]
    [InlineData("134_Arsuk/metadata/individual_csv/S2A_MSIL2A_20250801T143751_N0511_R010.csv", "S2A",
        "is not one line of a scene and its tiles")]
    public async Task A_table_that_names_what_is_not_there_or_is_none_is_named(string path, string content, string evidence)
    {
        var bench = await CreateAsync();
        var text = content.StartsWith("0,1\nS", StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetString(await bench.GetAsync(path)) + content[4..] : content;
        await bench.PutAsync(path, text);
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Tables", "134_Arsuk/metadata/", evidence);
    }

    [Fact]
    public async Task A_file_left_by_an_earlier_run_is_named()
    {
        var bench = await CreateAsync();
        var path = Path.Combine(_folder.Path, bench.Key(bench.Scenes[1]));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-3));
        Require(await bench.VerifyAsync(), "Current", bench.Scenes[1], "is older than the job");
    }

    [Fact]
    public async Task A_scene_of_other_days_in_the_record_is_named()
    {
        var bench = await CreateAsync();
        await bench.PutAsync("134_Arsuk/clipped/S2C_MSIL2A_20250712T142011_N0511_R096.tif", bench.Raster(5).Build());
        await bench.RecordAsync();
        Require(await bench.VerifyAsync(), "Scenes", "S2C_MSIL2A_20250712T142011_N0511_R096", "outside 2025-08-01..2025-08-06");
    }

    private async Task<OutputBench> CreateAsync(Satellite satellite = Satellite.Sentinel2, bool isNew = false)
    {
        foreach (var old in Directory.GetFileSystemEntries(_folder.Path)) Directory.Delete(old, recursive: true);
        var bench = await OutputBench.CreateAsync(new FileObjectStore(_folder.Path), satellite, isNew);
        await bench.RecordAsync();
        var before = await bench.VerifyAsync();
        Assert.True(before.Status == CheckStatus.Passed, string.Join('\n', before.Checks));
        return bench;
    }
}
