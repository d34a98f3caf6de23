using System.Diagnostics;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>The table of outcomes in docs/operations.md, line by line, with the real scripts of the sample.</summary>
public sealed class TaskRunnerOutcomeTests
{
    [Theory]
    [InlineData(Satellite.Sentinel2, "", TaskOutcome.Done, 0)]
    [InlineData(Satellite.Landsat, "", TaskOutcome.Done, 0)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=coverage SAMPLE_SCENES=2", TaskOutcome.Done, 0)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=no-scenes", TaskOutcome.NoScenes, 0)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=no-scenes", TaskOutcome.NoScenes, 0)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=no-output", TaskOutcome.NoOutput, 70)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=no-output", TaskOutcome.NoOutput, 70)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=missing-scene SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=missing-scene", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=missing-scene SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=error-page SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=error-page SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=truncated SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=truncated SAMPLE_SCENES=2", TaskOutcome.LostScenes, 75)]
    [InlineData(Satellite.Sentinel2, "SAMPLE_FAULT=exit-1", TaskOutcome.Script, 70)]
    [InlineData(Satellite.Landsat, "SAMPLE_FAULT=exit-1", TaskOutcome.Script, 70)]
    public async Task Every_end_of_a_script_is_told_apart_and_recorded(Satellite satellite, string settings, TaskOutcome outcome,
        int exitCode)
    {
        using var bench = await RunnerBench.OfSampleAsync(satellite, settings);
        var (result, log) = await bench.RunAsync();
        Assert.Equal((outcome, exitCode), (result.Outcome, result.ExitCode));
        Assert.Equal(outcome.IsSuccess(), result.Reason is null);
        await RequireRecordedAsync(bench, result);
        Assert.Equal(outcome is TaskOutcome.LostScenes, result.LostScenes.Count > 0);
        Assert.True(outcome is TaskOutcome.LostScenes
            || result.Outputs.Any(output => output.Kind == OutputKind.Scene) == outcome is TaskOutcome.Done);
        Assert.Contains(log, line => line.Contains(" out The script has begun.", StringComparison.Ordinal));
        Assert.Contains(log, line => line.Contains($" run {outcome}", StringComparison.Ordinal));
        Assert.True(result.PeakMemoryBytes > 0);
    }

    [Fact]
    public async Task A_script_that_asks_for_another_attempt_gets_one_and_the_second_one_is_recorded()
    {
        using var state = new TemporaryFolder();
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, $"SAMPLE_FAULT=flaky SAMPLE_STATE={state.Path}");
        var retried = new TestSupervisor { MayRecord = outcome => !outcome.IsTransient() };
        var (first, _) = await bench.RunAsync(retried);
        Assert.Equal((TaskOutcome.Upstream, ExitCodes.Transient, 75), (first.Outcome, first.ExitCode, first.ScriptExitCode));
        Assert.Contains("503 Service Unavailable", first.Reason, StringComparison.Ordinal);
        Assert.Null(await bench.ReadRecordAsync());
        Assert.DoesNotContain(bench.Store.Written, key => key.StartsWith(StoreLayout.DefaultBasePath, StringComparison.Ordinal));

        var (second, _) = await bench.RunAsync(retried);
        Assert.Equal((TaskOutcome.Done, 2), (second.Outcome, second.Attempt));
        await RequireRecordedAsync(bench, second);
    }

    [Fact]
    public async Task A_script_that_hangs_is_ended_at_its_limit()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, "SAMPLE_FAULT=hang");
        bench.Manifest = bench.Manifest with { TimeoutSeconds = 1 };
        var (result, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Timeout, ExitCodes.TimedOut), (result.Outcome, result.ExitCode));
        Assert.Contains("longer than its 1 s", result.Reason, StringComparison.Ordinal);
        await RequireRecordedAsync(bench, result);
    }

    [Fact]
    public async Task A_script_above_its_memory_is_ended_and_said_to_be_so()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Landsat, "SAMPLE_FAULT=memory");
        bench.Manifest = bench.Manifest with { Tasks = [bench.Manifest.Tasks[0] with { MemoryMiB = 256 }] };
        var (result, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.OutOfMemory, ExitCodes.ScriptFailed), (result.Outcome, result.ExitCode));
        Assert.True(result.PeakMemoryBytes > 200 << 20);
        await RequireRecordedAsync(bench, result);
    }

    [Fact]
    public async Task A_script_that_says_it_ran_out_of_memory_is_believed()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Landsat, "SAMPLE_FAULT=memory SAMPLE_MEMORY_MAX=100");
        var (result, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.OutOfMemory, 1), (result.Outcome, result.ScriptExitCode));
        await RequireRecordedAsync(bench, result);
    }

    [Fact]
    public async Task A_stopped_script_ends_and_what_it_had_finished_is_published()
    {
        using var stop = new CancellationTokenSource();
        using var bench = await RunnerBench.OfScriptAsync("""
            import signal
            os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv")
            with open(f"{BASE}/{REGION}/metadata/individual_csv/x.csv", "w") as file: file.write("x,y")
            os.makedirs(f"{BASE}/ready")
            signal.pause()
            """);
        var scratch = bench.Scratch;
        var running = Task.Run(() => bench.RunAsync(stop: stop.Token));
        await Eventually.TrueAsync(() => Directory.Exists(scratch) && Directory.EnumerateDirectories(scratch, "ready",
            SearchOption.AllDirectories).Any());
        await stop.CancelAsync();
        var (result, _) = await running;
        Assert.Equal((TaskOutcome.Stopped, ExitCodes.Stopped), (result.Outcome, result.ExitCode));
        Assert.Contains(result.Outputs, output => output.Kind == OutputKind.SceneMetadata);
        await RequireRecordedAsync(bench, result);
    }

    [Fact]
    public async Task A_script_killed_by_somebody_else_is_no_fault_of_the_script()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, "SAMPLE_FAULT=hang");
        var (result, _) = await bench.RunAsync(new TestSupervisor
        {
            OnStarted = process => Process.GetProcessById(process.Id).Kill(),
        });
        Assert.Equal((TaskOutcome.Infrastructure, ExitCodes.Transient, 137), (result.Outcome, result.ExitCode, result.ScriptExitCode));
        Assert.Contains("ended by somebody else", result.Reason, StringComparison.Ordinal);
        await RequireRecordedAsync(bench, result);
    }

    [Fact]
    public async Task A_machine_without_room_for_the_attempt_is_infrastructure_and_no_script_is_started()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await File.WriteAllTextAsync(bench.Scratch, "a file in the place of the folder");
        var supervisor = new TestSupervisor();
        var (result, _) = await bench.RunAsync(supervisor);
        Assert.Equal((TaskOutcome.Infrastructure, ExitCodes.Transient, 0), (result.Outcome, result.ExitCode, supervisor.Starts));
        Assert.Equal(result.Reason, (await bench.ReadRecordAsync())?.Reason);
    }

    [Fact]
    public async Task A_task_that_no_process_can_be_given_is_a_bad_task_and_is_recorded()
    {
        using var bench = await RunnerBench.OfScriptAsync("sys.exit(0)");
        bench.Manifest = bench.Manifest with { TimeoutSeconds = int.MaxValue };
        var (result, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.BadTask, ExitCodes.BadTask), (result.Outcome, result.ExitCode));
        Assert.Equal(result.Reason, (await bench.ReadRecordAsync())?.Reason);
    }

    /// <summary>The record is the last thing written, and says what the runner said.</summary>
    private static async Task RequireRecordedAsync(RunnerBench bench, TaskResult result)
    {
        Assert.Equal(bench.RecordKey, bench.Store.Written[^1]);
        var record = await bench.ReadRecordAsync();
        Assert.NotNull(record);
        Assert.Equal((result.Outcome, result.ExitCode, result.Reason), (record.Outcome, record.ExitCode, record.Reason));
        Assert.Equal(result.Outputs, record.Outputs);
        Assert.Equal(result.LastLines, record.LastLines);
        await bench.RequireWholeAsync(record);
    }
}
