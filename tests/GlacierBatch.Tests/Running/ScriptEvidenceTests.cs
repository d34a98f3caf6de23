using GlacierBatch.Contract.Running;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>What the production scripts' own lines are taken to mean.</summary>
public sealed class ScriptEvidenceTests
{
    private const string Stamp = "2025-08-01 10:00:00,123";

    [Theory]
    [InlineData($"{Stamp}:INFO:0 items found that intersect with the search area/date range.", true)]
    [InlineData($"{Stamp}:INFO:0 items found that match the UTM tile IDs in the region.", true)]
    [InlineData(
        $"{Stamp}:ERROR:Error while searching/downloading region R: ValueError('Cannot set a DataFrame with multiple columns to the", true)]
    [InlineData("STAC query returned 0 scenes.", true)]
    [InlineData($"{Stamp}:INFO:10 items found that intersect with the search area/date range.", false)]
    [InlineData("STAC query returned 10 scenes.", false)]
    public void No_scenes_are_told_from_many(string line, bool none) => Assert.Equal(none, Take(line).NoScenes);

    [Fact]
    public void Tiles_that_were_found_are_counted() =>
        Assert.Equal(12, Take($"{Stamp}:INFO:12 items found that match the UTM tile IDs in the region.").ExpectedTiles);

    [Fact]
    public void A_scene_that_sentinel2_could_not_read_is_lost_though_it_says_so_at_level_info_and_twice()
    {
        const string Prefix = "S2A_MSIL2A_20240803T143751_N0511_R010";
        var evidence = Take(
            $"{Stamp}:INFO:RasterioIOError for tif_prefix: {Prefix}. Error info: RasterioIOError('Read failed. See previous exception')",
            $"RasterioIOError for tif_prefix: {Prefix}");
        Assert.Equal([Prefix], evidence.RefusedScenes);
        Assert.Null(evidence.Error);
    }

    [Fact]
    public void A_scene_that_landsat_could_not_download_is_lost()
    {
        const string Scene = "20240803142500_LC92301342024216LGN00_LC09_L1TP_230134_20240803_20240809_02_T1_ortho";
        var evidence = Take($"{Stamp}:INFO:Download of {Scene} failed. Continuing... Err: HTTP response code: 403");
        Assert.Equal([Scene], evidence.RefusedScenes);
        Assert.Contains("403", evidence.Upstream, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pystac_client.exceptions.APIError: Forbidden")]
    [InlineData("requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://x")]
    [InlineData("429 Client Error: Too Many Requests")]
    [InlineData("urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='x', port=443): Max retries exceeded with url: /")]
    [InlineData("CURL error: Could not resolve host: sentinel-cogs.s3.us-west-2.amazonaws.com")]
    [InlineData("ConnectionResetError: [Errno 104] Connection reset by peer")]
    public void Servers_that_fail_are_told_from_scripts_that_do(string line) => Assert.Equal(line, Take(line).Upstream);

    [Theory]
    [InlineData("Processing 4030 of 5020 pixels")]
    [InlineData("S2A_MSIL2A_20240803T143751_N0511_R010")]
    [InlineData("KeyError: 'B08'")]
    public void Other_lines_speak_of_no_server(string line) => Assert.Null(Take(line).Upstream);

    [Fact]
    public void The_first_error_is_the_one_that_counts() => Assert.Equal(
        $"{Stamp}:ERROR:first", Take("nothing", $"{Stamp}:ERROR:first", $"{Stamp}:CRITICAL:second", "RuntimeError: third").Error);

    [Fact]
    public void An_unhandled_error_says_what_it_is_on_its_next_line()
    {
        var evidence = Take($"{Stamp}:ERROR:Unhandled exception: <class 'FileNotFoundError'>", "No such file: catalogue.gpkg",
            "File x line 3, in main");
        Assert.Equal($"{Stamp}:ERROR:Unhandled exception: <class 'FileNotFoundError'> No such file: catalogue.gpkg", evidence.Error);
    }

    [Theory]
    [InlineData("numpy.core._exceptions._ArrayMemoryError: Unable to allocate 1.2 GiB")]
    [InlineData("MemoryError")]
    public void Memory_that_ran_out_is_noticed(string line) => Assert.True(Take(line).OutOfMemory);

    [Fact]
    public void A_very_long_line_is_shortened() =>
        Assert.Equal(303, Take("ValueError: " + new string('x', 100_000)).Error?.Length);

    private static ScriptEvidence Take(params string[] lines)
    {
        var evidence = new ScriptEvidence();
        foreach (var line in lines) evidence.Take(line);
        return evidence;
    }
}
