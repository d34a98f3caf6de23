using System.Text;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Samples;

/// <summary>Each fault of the sample workload is the one that was seen with the real scripts.</summary>
public sealed class SampleFaultTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SampleScript script;

    public SampleFaultTests() => script = new(folder);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task No_scenes_for_sentinel2_leaves_empty_folders_and_exit_0()
    {
        var outcome = await Run("sentinel2", "no-scenes");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains(":INFO:0 items found that intersect with the search area/date range.", outcome.Log, StringComparison.Ordinal);
        Assert.True(Directory.Exists(folder.File("out/134_Arsuk/metadata/individual_csv")));
        Assert.Empty(script.Files());
    }

    [Fact]
    public async Task No_scenes_for_landsat_is_an_error_in_the_log_and_exit_0()
    {
        var outcome = await Run("landsat", "no-scenes");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("ValueError('Cannot set a DataFrame with multiple columns", outcome.Log, StringComparison.Ordinal);
        Assert.Empty(script.Files());
    }

    [Fact]
    public async Task A_missing_scene_of_sentinel2_is_told_in_the_log_only()
    {
        var outcome = await Run("sentinel2", "missing-scene");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Matches(":INFO:RasterioIOError for tif_prefix: S2.*not recognized as a supported file format", outcome.Log);
        Assert.Equal((3, 2), (Count("/download/"), Count("/clipped/")));
        Assert.Single(Pages(), name => name.Contains("/download/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_scene_of_landsat_is_in_a_log_of_its_own()
    {
        var outcome = await Run("landsat", "missing-scene");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Matches("Download of .*_ortho failed\\. Continuing\\.\\.\\. Err: HTTP response code: 403", outcome.Log);
        Assert.StartsWith("\nREGION: 134_Arsuk, SUBSET ID: 2025", outcome.ErroredDownloads, StringComparison.Ordinal);
        Assert.Equal(2, Count("_ortho.tif"));
    }

    [Theory, InlineData("sentinel2", 2), InlineData("landsat", 1)]
    public async Task An_error_page_is_saved_as_a_scene(string satellite, int pages)
    {
        var outcome = await Run(satellite, "error-page");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(pages, Pages().Count());
    }

    [Theory, InlineData("sentinel2", "/clipped/"), InlineData("landsat", "_ortho.tif")]
    public async Task A_truncated_scene_has_half_its_bytes(string satellite, string part)
    {
        var outcome = await Run(satellite, "truncated");

        Assert.Equal(0, outcome.ExitCode);
        var scenes = script.Files().Where(file => file.Key.Contains(part, StringComparison.Ordinal));
        var sizes = scenes.Select(file => file.Value.Length).Order().ToList();
        Assert.Equal([sizes[2] / 2, sizes[2], sizes[2]], sizes);
    }

    [Fact]
    public async Task A_scene_of_little_coverage_is_downloaded_and_not_clipped()
    {
        Assert.Equal(0, (await Run("sentinel2", "coverage")).ExitCode);

        Assert.Equal((3, 2, 2), (Count("/download/"), Count("/clipped/"), Count("/individual_csv/")));
    }

    [Fact]
    public async Task Where_no_scene_covers_the_region_nothing_is_clipped()
    {
        var outcome = await Run("sentinel2", "no-output");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Coverage is less than minimum of 95% for S2", outcome.Log, StringComparison.Ordinal);
        Assert.Equal((3, 0, 0), (Count("/download/"), Count("/clipped/"), Count("/template/")));
    }

    [Fact]
    public async Task Where_no_landsat_scene_has_data_only_the_reference_is_left()
    {
        Assert.Equal(0, (await Run("landsat", "no-output")).ExitCode);

        Assert.Equal((0, 2), (Count("_ortho.tif"), Count("_reference/")));
    }

    [Theory, InlineData("sentinel2"), InlineData("landsat")]
    public async Task Exit_1_has_a_traceback_on_standard_error(string satellite)
    {
        var outcome = await Run(satellite, "exit-1");

        Assert.Equal(1, outcome.ExitCode);
        Assert.StartsWith("Traceback (most recent call last):", outcome.Error, StringComparison.Ordinal);
        Assert.Contains(":ERROR:Error while ", outcome.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fault_may_hit_one_region_only()
    {
        const string faults = "exit-1@140_CentralLindenow, no-scenes@191_Hagen_Brae";

        Assert.Equal(0, (await Run("landsat", faults)).ExitCode);
        Assert.Equal(3, Count("_ortho.tif"));
        Assert.Equal(1, (await Run("landsat", faults, "140_CentralLindenow")).ExitCode);
    }

    [Theory, InlineData("sentinel2"), InlineData("landsat")]
    public async Task A_flaky_task_fails_with_75_once(string satellite)
    {
        script.Variables["SAMPLE_STATE"] = folder.File("state");

        Assert.Equal(75, (await Run(satellite, "flaky")).ExitCode);
        Assert.Equal(0, (await Run(satellite, "flaky")).ExitCode);
        Assert.Equal(75, (await Run(satellite, "flaky", "140_CentralLindenow")).ExitCode);
    }

    [Theory, InlineData("flaky", "SAMPLE_STATE"), InlineData("no-such-fault", "no-such-fault")]
    public async Task What_makes_no_sense_is_refused_with_2(string fault, string named)
    {
        var outcome = await Run("sentinel2", fault);

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains(named, outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_gives_up_by_itself_where_nobody_stops_it()
    {
        script.Variables["SAMPLE_MEMORY_MAX"] = "150";

        var outcome = await Run("landsat", "memory");

        Assert.Equal(1, outcome.ExitCode);
        Assert.Contains("MemoryError: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hanging_script_tells_one_line_and_ends_at_SIGTERM()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "there is no SIGTERM on Windows");
        script.Variables["SAMPLE_FAULT"] = "hang";
        using var process = script.Start("sentinel2");
        try
        {
            var line = "";
            while (!line.StartsWith("SAMPLE_FAULT hang", StringComparison.Ordinal))
                line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("It ended without hanging.");

            Assert.False(process.HasExited);
            await script.RunProgram(Programs.Find("kill"), "-TERM", $"{process.Id}");
            Assert.Equal(128 + 15, (await script.Finish(process)).ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [Fact]
    public void A_run_leaves_nothing_beside_the_scripts() =>
        Assert.Empty(Directory.GetDirectories(script.Workload, "__pycache__", SearchOption.AllDirectories));

    private Task<SampleScript.Outcome> Run(string satellite, string faults, string region = "134_Arsuk")
    {
        script.Variables["SAMPLE_FAULT"] = faults;
        return script.Run(satellite, region: region);
    }

    private int Count(string part) => script.Files().Keys.Count(name => name.Contains(part, StringComparison.Ordinal));

    private IEnumerable<string> Pages() =>
        script.Files().Where(file => Encoding.ASCII.GetString(file.Value).StartsWith("<?xml", StringComparison.Ordinal)
            && file.Key.EndsWith(".tif", StringComparison.Ordinal)).Select(file => file.Key);
}
