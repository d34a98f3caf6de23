using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>A folder takes a task's outputs, its log and its record together, and the record last.</summary>
public sealed class FolderTaskTests
{
    private const string Scenes = "134_Arsuk/clipped";
    private const string List = "134_Arsuk/metadata/combined_csv/134_Arsuk.csv";

    [Fact]
    public async Task What_a_list_names_comes_before_it_and_the_record_after_all()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, takesFiles: true);
        var before = bench.Store.Written.Count;
        var (result, log) = await bench.RunAsync();
        var written = bench.Store.Written.Skip(before).ToList();
        Assert.Equal(TaskOutcome.Done, result.Outcome);
        Assert.Equal([bench.KeyOf(List), LogOf(bench, 1), bench.RecordKey], written[^3..]);
        Assert.All(result.Outputs, output => Assert.Contains(output.Key, written));
        Assert.Equal(written.Count, written.Distinct().Count());
        await bench.RequireWholeAsync(result);

        Assert.Equal(log, await ReadLogAsync(bench, 1));
        Assert.EndsWith("run Done", log[^1], StringComparison.Ordinal);
        Assert.Equal(log, result.LastLines);
    }

    [Fact]
    public async Task No_output_is_younger_than_the_record_so_that_nobody_has_to_read_it_again()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, takesFiles: true);

        var (result, _) = await bench.RunAsync();

        Assert.NotEmpty(result.Outputs);
        var written = result.Outputs.Select(output => File.GetLastWriteTimeUtc(Path.Combine(bench.Bucket, output.Key)));
        Assert.All(written, time => Assert.InRange(time, result.Started.UtcDateTime, result.Ended.UtcDateTime));
    }

    [Theory]
    [InlineData("scene")]
    [InlineData("list")]
    [InlineData("log")]
    [InlineData("record")]
    public async Task A_folder_that_one_of_them_cannot_be_written_to_has_no_record_and_the_next_attempt_publishes_all(string failing)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, "SAMPLE_SCENES=1", takesFiles: true);
        var key = failing switch
        {
            "scene" => bench.KeyOf(Scenes),
            "list" => bench.KeyOf(List),
            "log" => LogOf(bench, 1),
            _ => bench.RecordKey,
        };
        var inTheWay = Path.Combine(bench.Bucket, key);
        if (failing == "scene")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(inTheWay)!);
            await File.WriteAllTextAsync(inTheWay, "in the way");
        }
        else
        {
            Directory.CreateDirectory(Path.Combine(inTheWay, "in the way"));
        }

        var (failed, log) = await bench.RunAsync();
        Assert.Equal(TaskOutcome.Infrastructure, failed.Outcome);
        Assert.Contains(key, failed.Reason, StringComparison.Ordinal);
        Assert.EndsWith($"run Infrastructure: {failed.Reason}", log[^1], StringComparison.Ordinal);
        Assert.DoesNotContain(bench.RecordKey, bench.Store.Written);

        if (failing == "scene") File.Delete(inTheWay);
        else Directory.Delete(inTheWay, recursive: true);
        var (done, _) = await bench.RunAsync();
        Assert.Equal((TaskOutcome.Done, 2), (done.Outcome, done.Attempt));
        Assert.Equal(bench.RecordKey, bench.Store.Written[^1]);
        await bench.RequireWholeAsync(done);
    }

    [Fact]
    public async Task Of_attempts_at_the_same_moment_one_is_recorded_and_all_say_the_same()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, takesFiles: true);
        var results = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => bench.RunAsync()));
        var record = Assert.IsType<TaskResult>(await bench.ReadRecordAsync());
        Assert.All(results, result => Assert.Equal((record.Attempt, record.Ended), (result.Result.Attempt, result.Result.Ended)));
        Assert.Single(bench.Store.Written, key => key == bench.RecordKey);
        await bench.RequireWholeAsync(record);
    }

    [Fact]
    public async Task A_damaged_record_is_never_written_over()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2, takesFiles: true);
        var supervisor = new TestSupervisor
        {
            // Another attempt's, written by a machine that died of it, while this one's script ran.
            OnStarted = _ => bench.Store.TryPutAsync(bench.RecordKey, "{\"form"u8.ToArray(), PutCondition.Absent).Wait(),
        };
        var (result, _) = await bench.RunAsync(supervisor);
        Assert.Equal(TaskOutcome.BadTask, result.Outcome);
        Assert.Equal("{\"form"u8.ToArray(), (await bench.Store.GetAsync(bench.RecordKey))?.Content.ToArray());
    }

    private static string LogOf(RunnerBench bench, int attempt) =>
        StoreLayout.Log(RunnerBench.Run, bench.Manifest.Tasks[0].ToTask(), attempt);

    private static async Task<string[]> ReadLogAsync(RunnerBench bench, int attempt)
    {
        using var reader = new StreamReader(await bench.Store.OpenReadAsync(LogOf(bench, attempt)));
        return (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
