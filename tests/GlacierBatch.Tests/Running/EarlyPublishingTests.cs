using System.Text;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>What is in the bucket while a script still runs, after it was cut off, and what the next attempt makes of it.</summary>
public sealed class EarlyPublishingTests
{
    /// <summary>Writes scenes as the real scripts do, and waits at gates that the test opens.</summary>
    private const string Steps = """
        import shutil
        GATES = os.path.dirname(__file__) + "/"
        GRID = f"{BASE}/{REGION}/template/{REGION}.tif" if "sentinel2" in __file__ else f"{BASE}/_reference/{REGION}.tif"
        def say(text): print(text, flush=True)
        def gate(name):
            say("at " + name)
            for _ in range(6000):
                if os.path.exists(os.environ["GATES"] + "/" + name): return
                time.sleep(0.02)
        def sentinel(prefix, described=True):
            os.makedirs(f"{BASE}/{REGION}/clipped", exist_ok=True)
            os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv", exist_ok=True)
            if os.path.exists(f"{BASE}/{REGION}/clipped/{prefix}.tif"): return say("have " + prefix)
            say("make " + prefix)
            shutil.copyfile(GRID, f"{BASE}/{REGION}/clipped/{prefix}.tif")
            if described:
                with open(f"{BASE}/{REGION}/metadata/individual_csv/{prefix}.csv", "w") as file: file.write(f"{prefix},{prefix}_B08.tif")
        def landsat(scene):
            os.makedirs(f"{BASE}/{REGION}", exist_ok=True)
            if os.path.exists(f"{BASE}/{REGION}/{scene}.tif"): return say("have " + scene)
            say("make " + scene)
            shutil.copyfile(GRID, f"{BASE}/{REGION}/{scene}.tif")

        """;

    private const string First = "S2A_MSIL2A_20250801T142011_N0511_R096";
    private const string Second = "S2A_MSIL2A_20250802T142011_N0511_R096";

    [Fact]
    public async Task A_scene_that_is_described_is_published_while_the_script_goes_on_and_what_changes_later_is_published_again()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Sentinel2, $"""
            sentinel("{First}")
            sentinel("{Second}", described=False)
            gate("end")
            with open(f"{"{BASE}/{REGION}"}/clipped/{First}.tif", "ab") as file: file.write(b"later")
            """);
        var running = bench.RunAsync();
        await PublishedAsync(bench, $"134_Arsuk/clipped/{First}.tif");
        await PublishedAsync(bench, $"134_Arsuk/metadata/individual_csv/{First}.csv");
        await Eventually.TrueAsync(() => bench.ReadNoteAsync(1).Result?.Outputs.Count >= 2);
        Assert.DoesNotContain(bench.KeyOf($"134_Arsuk/clipped/{Second}.tif"), bench.Store.Written);
        Assert.Null(await bench.ReadRecordAsync());
        var note = await bench.ReadNoteAsync(1);
        Assert.Equal((TaskOutcome.Infrastructure, 1), (note?.Outcome, note?.Attempt));
        Assert.Contains("has not ended", note?.Reason, StringComparison.Ordinal);

        Open(gates, "end");
        var (result, _) = await running;
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        Assert.Equal(2, bench.Store.Written.Count(key => key == bench.KeyOf($"134_Arsuk/clipped/{First}.tif")));
        Assert.Single(bench.Store.Written, key => key == bench.KeyOf($"134_Arsuk/metadata/individual_csv/{First}.csv"));
        Assert.Equal(2, result.Outputs.Count(output => output.Kind == OutputKind.Scene));
        Assert.Null(await bench.ReadNoteAsync(1));
        await bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task A_landsat_scene_is_published_when_the_next_one_begins_and_the_last_one_when_it_stands_still()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Landsat, """
            landsat("20250801143105_A_ortho")
            time.sleep(0.05)
            landsat("20250802143105_B_ortho")
            gate("end")
            """);
        var running = bench.RunAsync();
        await PublishedAsync(bench, "134_Arsuk/20250801143105_A_ortho.tif");
        await PublishedAsync(bench, "134_Arsuk/20250802143105_B_ortho.tif");
        Assert.Null(await bench.ReadRecordAsync());
        Open(gates, "end");
        var (result, _) = await running;
        Assert.Equal(2, bench.Store.Written.Count(key => key.EndsWith("_ortho.tif", StringComparison.Ordinal)));
        await bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task A_cut_off_attempt_notes_what_it_published_and_the_next_one_goes_on_from_there()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("first")
            sentinel("{Second}", described=False)
            gate("second")
            with open(f"{"{BASE}/{REGION}"}/metadata/individual_csv/{Second}.csv", "w") as file: file.write("{Second},x_B08.tif")
            """);
        using var stop = new CancellationTokenSource();
        Open(gates, "first");
        var supervisor = new TestSupervisor { MayRecord = outcome => outcome is not TaskOutcome.Stopped };
        var running = bench.RunAsync(supervisor, stop.Token);
        await PublishedAsync(bench, $"134_Arsuk/clipped/{First}.tif");
        await stop.CancelAsync();
        var (stopped, _) = await running;
        Assert.Equal((TaskOutcome.Stopped, ExitCodes.Stopped), (stopped.Outcome, stopped.ExitCode));
        Assert.Null(await bench.ReadRecordAsync());
        var note = await bench.ReadNoteAsync(1);
        Assert.Equal(TaskOutcome.Stopped, note?.Outcome);

        // Of the second one nobody knows whether it is whole, though it reads as if it were.
        Assert.Equal([$"134_Arsuk/clipped/{First}.tif"], note?.Outputs.Where(output => output.Kind == OutputKind.Scene).Select(o => o.Path));

        Open(gates, "second");
        var (done, log) = await bench.RunAsync(supervisor);
        Assert.Equal((TaskOutcome.Done, 2), (done.Outcome, done.Attempt));
        Assert.Contains(log, line => line.EndsWith("run 2 files of an earlier attempt are used again.", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith($"out have {First}", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith($"out make {Second}", StringComparison.Ordinal));
        Assert.Single(bench.Store.Written, key => key == bench.KeyOf($"134_Arsuk/clipped/{First}.tif"));
        Assert.Equal(2, done.Outputs.Count(output => output.Kind == OutputKind.Scene));
        Assert.Equal(2, done.Outputs.Count(output => output.Kind == OutputKind.SceneMetadata));
        await bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task A_landsat_scene_that_was_being_written_is_not_published_when_its_script_is_cut_off()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Landsat, """
            landsat("20250801143105_A_ortho")
            time.sleep(0.05)
            landsat("20250802143105_B_ortho")
            gate("never")
            """);
        using var stop = new CancellationTokenSource();
        var supervisor = new TestSupervisor { MayRecord = outcome => outcome is not TaskOutcome.Stopped };
        bench.Store.BeforeWrite = key =>
        {
            // The first scene is out, and the second one has not stood still for long.
            if (key.EndsWith("A_ortho.tif", StringComparison.Ordinal)) stop.Cancel();
        };
        var (stopped, _) = await bench.RunAsync(supervisor, stop.Token);
        Assert.Equal(TaskOutcome.Stopped, stopped.Outcome);
        Assert.Equal(["134_Arsuk/20250801143105_A_ortho.tif"], stopped.Outputs.Where(o => o.Kind == OutputKind.Scene).Select(o => o.Path));
    }

    [Fact]
    public async Task What_was_replaced_in_the_bucket_since_is_done_again()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("end")
            """);
        using var stop = new CancellationTokenSource();
        var supervisor = new TestSupervisor { MayRecord = outcome => outcome is not TaskOutcome.Stopped };
        var running = bench.RunAsync(supervisor, stop.Token);
        var key = bench.KeyOf($"134_Arsuk/clipped/{First}.tif");
        await PublishedAsync(bench, $"134_Arsuk/clipped/{First}.tif");
        await stop.CancelAsync();
        await running;
        await bench.Store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes("something else")));

        Open(gates, "end");
        var (done, log) = await bench.RunAsync(supervisor);
        Assert.Equal(TaskOutcome.Done, done.Outcome);
        Assert.Contains(log, line => line.EndsWith($"out make {First}", StringComparison.Ordinal));
        await bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task A_bucket_that_fails_meanwhile_is_tried_again_by_the_last_pass()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("end")
            """);
        var fails = true;
        var tries = 0;
        bench.Store.BeforeWrite = key =>
        {
            if (!key.EndsWith(".tif", StringComparison.Ordinal) || !Volatile.Read(ref fails)) return;
            Interlocked.Increment(ref tries);
            throw new IOException("The bucket cannot be reached.");
        };
        var running = bench.RunAsync();
        await Eventually.TrueAsync(() => Volatile.Read(ref tries) > 1);
        Volatile.Write(ref fails, false);
        Open(gates, "end");
        var (result, log) = await running;
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        Assert.Single(log, line => line.Contains("run Not published yet: ", StringComparison.Ordinal));
        await bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task Only_outputs_that_match_the_runs_patterns_are_published()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Sentinel2, $"""
            sentinel("{First}")
            sentinel("{Second}")
            """);
        bench.Manifest = bench.Manifest with { Outputs = new OutputFilter(["*/clipped/*", "*.csv"], ["*20250802*.tif"]) };
        var (result, _) = await bench.RunAsync();
        Assert.Equal(
            [$"134_Arsuk/clipped/{First}.tif", $"134_Arsuk/metadata/individual_csv/{First}.csv", $"134_Arsuk/metadata/individual_csv/{Second}.csv"],
            result.Outputs.Select(output => output.Path));
        await bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task The_scripts_own_logs_are_kept()
    {
        using var gates = new TemporaryFolder();
        using var bench = await BenchAsync(gates, Satellite.Landsat, """
            with open(LOG, "w") as file: file.write("2025-08-01:INFO:a line\n")
            with open(LOG[:-4] + "_errored_downloads.log", "w") as file: file.write("REGION: refused\n")
            """);
        var (result, _) = await bench.RunAsync();
        string[] names = ["script.log", "script_errored_downloads.log"];
        Assert.Equal(names.Select(name => StoreLayout.ScriptLog(RunnerBench.Run, bench.Manifest.Tasks[0].ToTask(), 1, name)), result.ScriptLogs);
        Assert.All(result.ScriptLogs, key => Assert.Contains(key, bench.Store.Written));
    }

    private static async Task<RunnerBench> BenchAsync(TemporaryFolder gates, Satellite satellite, string python)
    {
        var bench = await RunnerBench.OfScriptAsync($"{Steps}os.environ['GATES'] = '{gates.Path}'\n{python}", satellite);
        bench.Machine = options => options with { PublishesWhileRunning = true };
        return bench;
    }

    private static Task PublishedAsync(RunnerBench bench, string path) =>
        Eventually.TrueAsync(() => bench.Store.Written.Contains(bench.KeyOf(path)));

    private static void Open(TemporaryFolder gates, string gate) => File.WriteAllText(gates.File(gate), "");
}
