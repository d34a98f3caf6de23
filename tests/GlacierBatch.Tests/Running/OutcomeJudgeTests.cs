using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Tasks;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>Landsat scripts that end with 0, whatever happened: what their log and their files tell decides.</summary>
public sealed class OutcomeJudgeTests
{
    private const string Stamp = "2025-08-01 10:00:00,123";
    private const string NoData = $"{Stamp}:INFO:Download of S_empty failed. Continuing... Err: No data found in bounds.";

    [Theory]
    [InlineData("ValueError('cannot squeeze')", TaskOutcome.Script)]
    [InlineData("RasterioIOError('HTTP response code: 403')", TaskOutcome.Upstream)]
    public async Task A_logged_error_is_one_though_the_first_scene_was_clipped(string error, TaskOutcome outcome)
    {
        var judged = await JudgeAsync(1, $"{Stamp}:INFO:STAC query returned 2 scenes.", "STAC query returned 2 scenes.",
            $"{Stamp}:ERROR:Error while downloading/clipping/squeezing subset S_2: {error}");

        Assert.Equal(outcome, judged.Outcome);
        Assert.Contains("S_2", judged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scene_that_the_query_found_and_nobody_clipped_is_lost()
    {
        var judged = await JudgeAsync(2, $"{Stamp}:INFO:STAC query returned 3 scenes.", "STAC query returned 3 scenes.");

        Assert.Equal((TaskOutcome.LostScenes, "1 of 3 scenes that the query found were not clipped"), (judged.Outcome, judged.Reason));
    }

    [Fact]
    public async Task A_scene_without_a_pixel_in_the_region_is_not_lost()
    {
        var judged = await JudgeAsync(2, $"{Stamp}:INFO:STAC query returned 3 scenes.", NoData, NoData.Split(":INFO:")[1]);

        Assert.Equal((TaskOutcome.Done, null), (judged.Outcome, judged.Reason));
        Assert.Empty(judged.LostScenes);
    }

    [Fact]
    public async Task A_scene_without_a_pixel_makes_up_for_no_other_that_is_missing()
    {
        var judged = await JudgeAsync(1, $"{Stamp}:INFO:STAC query returned 3 scenes.", NoData, NoData.Split(":INFO:")[1]);

        Assert.Equal((TaskOutcome.LostScenes, "1 of 2 scenes that the query found were not clipped"), (judged.Outcome, judged.Reason));
    }

    [Theory]
    [InlineData("MemoryError", 1)]
    [InlineData($"{Stamp}:ERROR:Error while searching/downloading region R: MemoryError()", 2)]
    [InlineData("Unable to allocate 12.3 GiB for an array with shape (1, 60000, 60000) and data type float32", 1)]
    [InlineData("numpy.core._exceptions._ArrayMemoryError: Unable to allocate 900. MiB for an array", 0)]
    public async Task Memory_that_ran_out_counts_though_the_script_ends_with_0(string line, int clipped)
    {
        var judged = await JudgeAsync(clipped, $"{Stamp}:INFO:STAC query returned 2 scenes.", line);

        Assert.Equal(TaskOutcome.OutOfMemory, judged.Outcome);
        Assert.Contains("-MemoryMiB", judged.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_goes_on_after_its_error_with_one_scene_of_two_is_recorded_as_failed()
    {
        using var bench = await RunnerBench.OfScriptAsync("""
            import shutil
            os.makedirs(f"{BASE}/{REGION}", exist_ok=True)
            shutil.copy(f"{BASE}/_reference/{REGION}.tif", f"{BASE}/{REGION}/20250801142500_S1.tif")
            with open(LOG, "a") as log:
                log.write("2025-08-01 10:00:00,123:INFO:STAC query returned 2 scenes.\n")
                log.write("2025-08-01 10:00:00,123:ERROR:Error while downloading/clipping/squeezing subset S2: ValueError('x')\n")
            print("STAC query returned 2 scenes.")
            """, Satellite.Landsat);

        var (result, _) = await bench.RunAsync();

        Assert.Equal((TaskOutcome.Script, 0), (result.Outcome, result.ScriptExitCode));
        Assert.Contains("subset S2", result.Reason, StringComparison.Ordinal);
        Assert.Equal(TaskOutcome.Script, (await bench.ReadRecordAsync())?.Outcome);
    }

    private static async Task<(TaskOutcome Outcome, string? Reason, IReadOnlyList<string> LostScenes)> JudgeAsync(
        int clipped, params string[] lines)
    {
        using var bench = await RunnerBench.OfScriptAsync("", Satellite.Landsat);
        var evidence = new ScriptEvidence();
        foreach (var line in lines) evidence.Take(line);
        var files = Enumerable.Range(1, clipped)
            .Select(number => new CollectedFile($"{RunnerBench.Region}/S_{number}.tif", "", OutputKind.Scene, 1, null))
            .Append(new CollectedFile($"_reference/{RunnerBench.Region}.tif", "", OutputKind.Template, 1, null));
        return OutcomeJudge.Judge(
            new TaskAssignment(bench.Manifest, 0, 1), new ProcessOutcome(ProcessEnd.Exited, 0, TimeSpan.FromSeconds(1), 1),
            evidence, [.. files]);
    }
}
