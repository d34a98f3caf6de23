using System.Text;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>What an attempt gives its script, keeps of it, and does when it is not the first.</summary>
public sealed class TaskRunnerTests
{
    private const string TemplateKey = "1_download_merge_and_clip/sentinel2/134_Arsuk/template/134_Arsuk.tif";

    [Fact]
    public async Task The_log_has_a_line_of_every_source_with_its_time()
    {
        using var bench = await RunnerBench.OfScriptAsync("""
            print("to the output", flush=True)
            print("to the errors", file=sys.stderr, flush=True)
            with open(LOG, "a") as file: file.write("2025-08-01 10:00:00,000:INFO:to the log\n\x1b[31mwithout an end")
            """);
        var (_, log) = await bench.RunAsync();
        Assert.All(log, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (out|err|log|run) ", line));
        string[] texts = ["out to the output", "err to the errors", "log 2025-08-01 10:00:00,000:INFO:to the log",
            "log ?[31mwithout an end"];
        Assert.All(texts, text => Assert.Contains(log, line => line.EndsWith(text, StringComparison.Ordinal)));
        Assert.Contains(log, line => line.Contains("run sentinel2-134_Arsuk-20250801-20250806, attempt 1, template Grid",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_script_gets_gdals_settings_and_a_folder_of_its_own_and_its_last_200_lines_are_recorded()
    {
        using var bench = await RunnerBench.OfScriptAsync("""
            for name in ("GDAL_DISABLE_READDIR_ON_OPEN", "AWS_REQUEST_PAYER", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS", "PYTHONUNBUFFERED"):
                print(f"{name}={os.environ.get(name)}", flush=True)
            print(f"own={os.path.isdir(os.environ['TMPDIR']) and os.path.isdir(os.environ['MPLCONFIGDIR'])}", flush=True)
            for number in range(300): print(f"line {number}", flush=True)
            """);
        var (result, log) = await bench.RunAsync();
        string[] settings = ["GDAL_DISABLE_READDIR_ON_OPEN=EMPTY_DIR", "AWS_REQUEST_PAYER=requester",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS=.tif,.TIF,.tiff", "PYTHONUNBUFFERED=1", "own=True"];
        Assert.All(settings, setting => Assert.Contains(log, line => line.EndsWith($" out {setting}", StringComparison.Ordinal)));
        Assert.Equal(200, result.LastLines.Count);
        Assert.Contains(result.LastLines, line => line.EndsWith("out line 299", StringComparison.Ordinal));
        Assert.DoesNotContain(result.LastLines, line => line.EndsWith("out line 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raw_tiles_are_listed_with_their_faults_and_published_only_where_they_are_kept()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, "SAMPLE_FAULT=missing-scene SAMPLE_SCENES=2");
        var (lost, _) = await bench.RunAsync(new TestSupervisor { MayRecord = _ => false });
        Assert.Equal(2, lost.RawTiles.Count);
        Assert.Single(lost.RawTiles, tile => tile.Fault is not null);
        Assert.All(lost.RawTiles, tile => Assert.True(tile.Size > 0 && tile.Path.StartsWith("134_Arsuk/download/2025/",
            StringComparison.Ordinal)));
        Assert.DoesNotContain(bench.Store.Written, key => key.StartsWith(StoreLayout.DefaultBasePath, StringComparison.Ordinal));

        bench.Manifest = bench.Manifest with { KeepRawTiles = true };
        var (kept, _) = await bench.RunAsync();
        var raw = Assert.Single(kept.Outputs, output => output.Kind == OutputKind.RawTile);
        var tile = Assert.Single(kept.RawTiles, tile => tile.Path == raw.Path);
        Assert.Null(tile.Fault);
        Assert.InRange(tile.Coverage ?? 0, 0.5, 1);
        Assert.Equal(tile.Coverage, tile.SceneCoverage);
        Assert.All(kept.RawTiles.Where(other => other.Fault is not null), other => Assert.Null(other.Coverage));
        await bench.RequireWholeAsync(kept);
    }

    [Fact]
    public async Task The_template_is_made_first_stored_then_and_left_to_the_script_if_asked()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        Assert.Equal(TemplateChoice.Grid, await ChoiceOfNextAsync(bench, TemplateChoice.Stored));
        Assert.Equal(TemplateChoice.Stored, await ChoiceOfNextAsync(bench, TemplateChoice.Stored));
        Assert.Equal(TemplateChoice.Grid, await ChoiceOfNextAsync(bench, TemplateChoice.Grid));
        Assert.Equal(TemplateChoice.Script, await ChoiceOfNextAsync(bench, TemplateChoice.Script));
    }

    [Theory]
    [InlineData("<?xml version=\"1.0\"?><Error/>")]
    [InlineData("")]
    public async Task A_damaged_stored_template_is_passed_over_said_so_and_replaced(string content)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await bench.Store.PutAsync(TemplateKey, new MemoryStream(Encoding.UTF8.GetBytes(content)));
        var (result, log) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Done, TemplateChoice.Grid), (result.Outcome, result.Provenance.Template));
        Assert.Contains(log, line => line.Contains("is damaged", StringComparison.Ordinal));
        Assert.Equal(TemplateChoice.Stored, await ChoiceOfNextAsync(bench, TemplateChoice.Stored));
    }

    [Fact]
    public async Task A_second_attempt_finds_the_record_and_starts_nothing()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        var (first, _) = await bench.RunAsync();
        var written = bench.Store.Written;
        var supervisor = new TestSupervisor();
        var (second, _) = await bench.RunAsync(supervisor);
        Assert.Equal((1, TaskOutcome.Done, 0), (second.Attempt, second.Outcome, supervisor.Starts));
        Assert.Equal(first.Ended, second.Ended);
        Assert.Equal(written, bench.Store.Written);
    }

    [Fact]
    public async Task Of_two_attempts_at_the_same_moment_one_is_recorded_and_both_say_the_same()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bench.RunAsync()));
        var record = await bench.ReadRecordAsync();
        Assert.NotNull(record);
        Assert.All(results, result => Assert.Equal((record.Attempt, record.Ended), (result.Result.Attempt, result.Result.Ended)));
        Assert.Single(bench.Store.Written, key => key == bench.RecordKey);
        await bench.RequireWholeAsync(record);
    }

    [Fact]
    public async Task An_attempt_that_may_not_speak_for_the_task_writes_nothing_at_all()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Landsat);
        var before = bench.Store.Written;
        var (result, _) = await bench.RunAsync(new TestSupervisor { MayRecord = _ => false });
        Assert.Equal((TaskOutcome.Done, 0), (result.Outcome, result.Outputs.Count));
        Assert.Equal(before, bench.Store.Written);
    }

    [Theory]
    [InlineData("clipped")]
    [InlineData("combined_csv")]
    [InlineData("results/")]
    public async Task A_bucket_that_fails_while_publishing_leaves_no_record_and_the_next_attempt_publishes_all(string failing)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        bench.Store.BeforeWrite = key =>
        {
            if (key.Contains(failing, StringComparison.Ordinal)) throw new IOException("No space left on device.");
        };
        var (failed, log) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Infrastructure, "No space left on device."), (failed.Outcome, failed.Reason));
        Assert.Null(await bench.ReadRecordAsync());
        Assert.EndsWith("run Infrastructure: No space left on device.", log[^1], StringComparison.Ordinal);

        // A list is published after all that it names.
        var list = bench.KeyOf("134_Arsuk/metadata/combined_csv/134_Arsuk.csv");
        Assert.Equal(failing == "results/", bench.Store.Written.Contains(list));

        bench.Store.BeforeWrite = _ => { };
        var (done, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Done, bench.RecordKey), (done.Outcome, bench.Store.Written[^1]));
        await bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task Links_that_a_script_leaves_are_not_followed()
    {
        using var bench = await RunnerBench.OfScriptAsync("""
            os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv")
            os.symlink("/etc/passwd", f"{BASE}/{REGION}/metadata/individual_csv/a.csv")
            os.symlink("/etc", f"{BASE}/{REGION}/etc")
            with open(f"{BASE}/{REGION}/metadata/individual_csv/b.csv", "w") as file: file.write("b,b")
            """);
        var (result, _) = await bench.RunAsync();
        Assert.Equal(["134_Arsuk/metadata/individual_csv/b.csv", "134_Arsuk/template/134_Arsuk.tif"],
            result.Outputs.Select(output => output.Path));
    }

    [Theory]
    [InlineData("line\\nfeed.tif")]
    [InlineData("back\\\\slash.tif")]
    [InlineData("CON.tif")]
    [InlineData("dot.tif.")]
    public async Task A_scene_whose_name_no_store_can_hold_is_a_lost_scene_and_not_a_silent_one(string name)
    {
        using var bench = await RunnerBench.OfScriptAsync($$"""
            os.makedirs(f"{BASE}/{REGION}/clipped")
            import shutil
            shutil.copy(f"{BASE}/{REGION}/template/{REGION}.tif", f"{BASE}/{REGION}/clipped/good.tif")
            shutil.copy(f"{BASE}/{REGION}/template/{REGION}.tif", f"{BASE}/{REGION}/clipped/{{name}}")
            """);
        var (result, _) = await bench.RunAsync();
        Assert.Single(result.Outputs, output => output.Kind == OutputKind.Scene);
        if (name.EndsWith(".tif", StringComparison.Ordinal)) Assert.Equal(TaskOutcome.LostScenes, result.Outcome);
        Assert.Equal(result.Outcome, (await bench.ReadRecordAsync())?.Outcome);
    }

    private static async Task<TemplateChoice> ChoiceOfNextAsync(RunnerBench bench, TemplateChoice asked)
    {
        await bench.Store.DeleteAsync(bench.RecordKey);
        bench.Manifest = bench.Manifest with { Template = asked };
        var (result, _) = await bench.RunAsync();
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        return result.Provenance.Template;
    }
}
