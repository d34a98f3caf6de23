using System.Text;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>Documents that are damaged, hostile or gone: one sentence says so, nothing is started, nothing is written outside.</summary>
public sealed class TaskRunnerDocumentTests
{
    private static string S2 => $"{StoreLayout.WorkloadPrefix}/{TestWorkload.ScriptPaths[0]}";

    [Fact]
    public async Task Scripts_that_were_never_published_are_missing()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        bench.Manifest = bench.Manifest with { Workload = bench.Manifest.Workload with { Revision = new string('0', 64) } };
        await RequireRefusedAsync(bench, TaskOutcome.WorkloadMissing, "publish it again");
    }

    [Fact]
    public async Task A_script_that_is_gone_or_another_is_missing()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await bench.Store.DeleteAsync(S2);
        await RequireRefusedAsync(bench, TaskOutcome.WorkloadMissing, S2);
        await bench.Store.DeleteAsync(bench.RecordKey);
        await bench.Store.PutAsync(S2, new MemoryStream("print('another')"u8.ToArray()));
        await RequireRefusedAsync(bench, TaskOutcome.WorkloadMissing, "no longer the one that was submitted");
        Assert.Empty(Directory.EnumerateFileSystemEntries(bench.Cache));
    }

    [Fact]
    public async Task A_workload_without_the_satellites_script_is_missing()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Landsat);
        var key = StoreLayout.WorkloadIndex(bench.Manifest.Workload.Revision);
        await EditAsync(bench, key, text =>
        {
            var index = Documents.Read(Encoding.UTF8.GetBytes(text), ContractJson.Default.WorkloadIndex, 1, key);
            var kept = index.Files.Where(file => !file.Path.Contains("/landsat/", StringComparison.Ordinal)).ToList();
            return Encoding.UTF8.GetString(Documents.Write(index with { Files = kept }, ContractJson.Default.WorkloadIndex));
        });
        await RequireRefusedAsync(bench, TaskOutcome.WorkloadMissing, "landsat/download_clip_landsat.py");
    }

    [Theory]
    [InlineData("../../../outside.py")]
    [InlineData("/tmp/outside.py")]
    [InlineData("a/./b.py")]
    [InlineData("a\\u000ab.py")]
    [InlineData("C:\\\\outside.py")]
    [InlineData("<300>")]
    public async Task A_workload_index_with_a_hostile_path_is_refused(string path)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        var hostile = path == "<300>" ? new string('x', 300) : path;
        await EditAsync(bench, StoreLayout.WorkloadIndex(bench.Manifest.Workload.Revision),
            text => text.Replace(TestWorkload.ScriptPaths[0], hostile, StringComparison.Ordinal));
        await RequireRefusedAsync(bench, TaskOutcome.BadTask, "a file's path cannot be used");
        Assert.False(Directory.Exists(bench.Cache));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":1")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":\"1\"}")]
    [InlineData("{\"format\":2}")]
    [InlineData("{\"format\":1,\"revision\":\"x\",\"published\":\"2025-08-01T00:00:00Z\",\"files\":[]}")]
    [InlineData("{\"format\":1,\"revision\":\"x\",\"published\":\"2025-08-01T00:00:00Z\",\"files\":[null]}")]
    [InlineData("{\"format\":1,\"revision\":7,\"published\":\"yesterday\",\"files\":{}}")]
    public async Task A_workload_index_of_the_wrong_shape_is_one_sentence(string text)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await EditAsync(bench, StoreLayout.WorkloadIndex(bench.Manifest.Workload.Revision), _ => text);
        await RequireRefusedAsync(bench, TaskOutcome.BadTask, bench.Manifest.Workload.Revision);
    }

    [Fact]
    public async Task A_result_record_cut_in_half_is_never_taken_for_done_nor_written_over()
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await bench.RunAsync();
        await EditAsync(bench, bench.RecordKey, text => text[..(text.Length / 2)]);
        var before = await bench.Store.GetAsync(bench.RecordKey);
        var supervisor = new TestSupervisor();
        var (result, _) = await bench.RunAsync(supervisor);
        Assert.Equal((TaskOutcome.BadTask, 0), (result.Outcome, supervisor.Starts));
        Assert.Contains($"The document {bench.RecordKey} cannot be read", result.Reason, StringComparison.Ordinal);
        Assert.Equal(before?.ETag, (await bench.Store.GetAsync(bench.RecordKey))?.ETag);
    }

    [Theory]
    [InlineData("\"outputs\": [", "\"outputs\": [null,")]
    [InlineData("1_download_merge_and_clip/sentinel2/134_Arsuk/clipped", "../../outside")]
    [InlineData("\"outcome\": \"Done\"", "\"outcome\": 99")]
    [InlineData("\"end\": \"2025-08-06\"", "\"end\": \"2025-07-06\"")]
    [InlineData("\"region\": \"134_Arsuk\",", "")]
    public async Task A_result_record_with_hostile_members_is_refused(string there, string instead)
    {
        using var bench = await RunnerBench.OfSampleAsync(Satellite.Sentinel2);
        await bench.RunAsync();
        await EditAsync(bench, bench.RecordKey, text =>
        {
            Assert.Contains(there, text, StringComparison.Ordinal);
            return text.Replace(there, instead, StringComparison.Ordinal);
        });
        var document = await bench.Store.GetAsync(bench.RecordKey);
        Assert.NotNull(document);
        var fault = Assert.Throws<InvalidDataException>(() => TaskResult.Read(document.Content, bench.RecordKey));
        Assert.Contains(bench.RecordKey, fault.Message, StringComparison.Ordinal);
    }

    private static async Task RequireRefusedAsync(RunnerBench bench, TaskOutcome outcome, string said)
    {
        var supervisor = new TestSupervisor();
        var (result, _) = await bench.RunAsync(supervisor);
        Assert.Equal((outcome, outcome.ToExitCode(), 0), (result.Outcome, result.ExitCode, supervisor.Starts));
        Assert.Contains(said, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", result.Reason, StringComparison.Ordinal);
        Assert.Equal(outcome, (await bench.ReadRecordAsync())?.Outcome);
        await bench.RequireWholeAsync(result);
    }

    private static async Task EditAsync(RunnerBench bench, string key, Func<string, string> edit)
    {
        var document = await bench.Store.GetAsync(key);
        Assert.NotNull(document);
        await bench.Store.PutAsync(key, new MemoryStream(Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(document.Content.Span)))));
    }
}
