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
    private const string First = "S2A_MSIL2A_20250801T142011_N0511_R096";
    private const string Second = "S2A_MSIL2A_20250802T142011_N0511_R096";

    [Fact]
    public async Task A_scene_that_is_described_is_published_while_the_script_goes_on_and_what_changes_later_is_published_again()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Sentinel2, $"""
            sentinel("{First}")
            sentinel("{Second}", described=False)
            gate("end")
            with open(f"{"{BASE}/{REGION}"}/clipped/{First}.tif", "ab") as file: file.write(b"later")
            """);
        var running = script.RunAsync();
        await script.PublishedAsync($"134_Arsuk/clipped/{First}.tif");
        await script.PublishedAsync($"134_Arsuk/metadata/individual_csv/{First}.csv");
        await Eventually.TrueAsync(() => script.Bench.ReadNoteAsync(1).Result?.Outputs.Count >= 2);
        Assert.DoesNotContain(script.Bench.KeyOf($"134_Arsuk/clipped/{Second}.tif"), script.Bench.Store.Written);
        Assert.Null(await script.Bench.ReadRecordAsync());
        var note = await script.Bench.ReadNoteAsync(1);
        Assert.Equal((TaskOutcome.Infrastructure, 1), (note?.Outcome, note?.Attempt));
        Assert.Contains("has not ended", note?.Reason, StringComparison.Ordinal);

        script.Open("end");
        var (result, _) = await running;
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        Assert.Equal(2, script.Bench.Store.Written.Count(key => key == script.Bench.KeyOf($"134_Arsuk/clipped/{First}.tif")));
        Assert.Single(script.Bench.Store.Written, key => key == script.Bench.KeyOf($"134_Arsuk/metadata/individual_csv/{First}.csv"));
        Assert.Equal(2, result.Outputs.Count(output => output.Kind == OutputKind.Scene));
        await script.Bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task A_landsat_scene_is_published_when_the_next_one_begins_and_the_last_one_when_it_stands_still()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Landsat, """
            landsat("20250801143105_A_ortho")
            time.sleep(0.05)
            landsat("20250802143105_B_ortho")
            gate("end")
            """);
        var running = script.RunAsync();
        await script.PublishedAsync("134_Arsuk/20250801143105_A_ortho.tif");
        await script.PublishedAsync("134_Arsuk/20250802143105_B_ortho.tif");
        Assert.Null(await script.Bench.ReadRecordAsync());
        script.Open("end");
        var (result, _) = await running;
        Assert.Equal(2, script.Bench.Store.Written.Count(key => key.EndsWith("_ortho.tif", StringComparison.Ordinal)));
        await script.Bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task A_cut_off_attempt_notes_what_it_published_and_the_next_one_goes_on_from_there()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("first")
            sentinel("{Second}", described=False)
            gate("second")
            with open(f"{"{BASE}/{REGION}"}/metadata/individual_csv/{Second}.csv", "w") as file: file.write("{Second},x_B08.tif")
            """);
        script.Open("first");
        var running = script.RunAsync();
        await script.PublishedAsync($"134_Arsuk/clipped/{First}.tif");
        await script.CutOffAsync();
        var (stopped, _) = await running;
        Assert.Equal((TaskOutcome.Stopped, ExitCodes.Stopped), (stopped.Outcome, stopped.ExitCode));
        Assert.Null(await script.Bench.ReadRecordAsync());
        var note = await script.Bench.ReadNoteAsync(1);
        Assert.Equal(TaskOutcome.Stopped, note?.Outcome);

        // Of the second one nobody knows whether it is whole, though it reads as if it were.
        Assert.Equal(
            [$"134_Arsuk/clipped/{First}.tif"], note?.Outputs.Where(output => output.Kind == OutputKind.Scene).Select(o => o.Path));

        script.Open("second");
        var (done, log) = await script.RunAsync();
        Assert.Equal((TaskOutcome.Done, 2), (done.Outcome, done.Attempt));
        Assert.Contains(log, line => line.EndsWith("run 2 files of an earlier attempt are used again.", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith($"out have {First}", StringComparison.Ordinal));
        Assert.Contains(log, line => line.EndsWith($"out make {Second}", StringComparison.Ordinal));
        Assert.Single(script.Bench.Store.Written, key => key == script.Bench.KeyOf($"134_Arsuk/clipped/{First}.tif"));
        Assert.Equal(2, done.Outputs.Count(output => output.Kind == OutputKind.Scene));
        Assert.Equal(2, done.Outputs.Count(output => output.Kind == OutputKind.SceneMetadata));
        await script.Bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task A_landsat_scene_that_was_being_written_is_not_published_when_its_script_is_cut_off()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Landsat, """
            landsat("20250801143105_A_ortho")
            time.sleep(0.05)
            landsat("20250802143105_B_ortho")
            gate("never")
            """);
        script.Bench.Store.BeforeWrite = key =>
        {
            // The first scene is out, and the second one has not stood still for long.
            if (key.EndsWith("A_ortho.tif", StringComparison.Ordinal)) script.CutOff();
        };
        var (stopped, _) = await script.RunAsync();
        Assert.Equal(TaskOutcome.Stopped, stopped.Outcome);
        Assert.Equal(["134_Arsuk/20250801143105_A_ortho.tif"], stopped.Outputs.Where(o => o.Kind == OutputKind.Scene).Select(o => o.Path));
    }

    [Fact]
    public async Task What_was_replaced_in_the_bucket_since_is_done_again()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("end")
            """);
        var running = script.RunAsync();
        var key = script.Bench.KeyOf($"134_Arsuk/clipped/{First}.tif");
        await script.PublishedAsync($"134_Arsuk/clipped/{First}.tif");
        await script.CutOffAsync();
        await running;
        await script.Bench.Store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes("something else")));

        script.Open("end");
        var (done, log) = await script.RunAsync();
        Assert.Equal(TaskOutcome.Done, done.Outcome);
        Assert.Contains(log, line => line.EndsWith($"out make {First}", StringComparison.Ordinal));
        await script.Bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task A_bucket_that_fails_meanwhile_is_tried_again_by_the_last_pass()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Sentinel2, $"""
            sentinel("{First}")
            gate("end")
            """);
        var fails = true;
        var tries = 0;
        script.Bench.Store.BeforeWrite = key =>
        {
            if (!key.EndsWith(".tif", StringComparison.Ordinal) || !Volatile.Read(ref fails)) return;
            Interlocked.Increment(ref tries);
            throw new IOException("The bucket cannot be reached.");
        };
        var running = script.RunAsync();
        await Eventually.TrueAsync(() => Volatile.Read(ref tries) > 1);
        Volatile.Write(ref fails, false);
        script.Open("end");
        var (result, log) = await running;
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        Assert.Single(log, line => line.Contains("run Not published yet: ", StringComparison.Ordinal));
        await script.Bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task Only_outputs_that_match_the_runs_patterns_are_published()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Sentinel2, $"""
            sentinel("{First}")
            sentinel("{Second}")
            """);
        script.Bench.Manifest = script.Bench.Manifest with { Outputs = new OutputFilter(["*/clipped/*", "*.csv"], ["*20250802*.tif"]) };
        var (result, _) = await script.RunAsync();
        Assert.Equal(
            [$"134_Arsuk/clipped/{First}.tif", $"134_Arsuk/metadata/individual_csv/{First}.csv",
                $"134_Arsuk/metadata/individual_csv/{Second}.csv"],
            result.Outputs.Select(output => output.Path));
        await script.Bench.RequireWholeAsync(result);
    }

    [Fact]
    public async Task The_scripts_own_logs_are_kept()
    {
        using var script = await GatedScript.WriteAsync(Satellite.Landsat, """
            with open(LOG, "w") as file: file.write("2025-08-01:INFO:a line\n")
            with open(LOG[:-4] + "_errored_downloads.log", "w") as file: file.write("REGION: refused\n")
            """);
        var (result, _) = await script.RunAsync();
        string[] names = ["script.log", "script_errored_downloads.log"];
        Assert.Equal(names.Select(name => StoreLayout.ScriptLog(RunnerBench.Run, script.Bench.Manifest.Tasks[0].ToTask(), 1, name)),
            result.ScriptLogs);
        Assert.All(result.ScriptLogs, key => Assert.Contains(key, script.Bench.Store.Written));
    }
}
