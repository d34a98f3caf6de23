using System.Security.Cryptography;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Rasters;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>A container that is asked to end, or is not even asked.</summary>
public sealed class CutOffTests(MotoServer moto)
{
    private const string First = "S2A_MSIL2A_20250801T142011_N0511_R096";

    /// <summary>A scene, described, and then nothing until somebody ends the script or opens the gate.</summary>
    private const string Script = $$"""
        import shutil
        os.makedirs(f"{BASE}/{REGION}/clipped", exist_ok=True)
        os.makedirs(f"{BASE}/{REGION}/metadata/individual_csv", exist_ok=True)
        if not os.path.exists(f"{BASE}/{REGION}/clipped/{{First}}.tif"):
            print("makes the scene", flush=True)
            shutil.copyfile(f"{BASE}/{REGION}/template/{REGION}.tif", f"{BASE}/{REGION}/clipped/{{First}}.tif")
            with open(f"{BASE}/{REGION}/metadata/individual_csv/{{First}}.csv", "w") as file: file.write("{{First}},x_B08.tif")
        print("waits", flush=True)
        for _ in range(6000):
            if "OPEN" in os.environ: break
            time.sleep(0.02)
        """;

    /// <summary>A workload of that script.</summary>
    internal static string OneSceneThenWait(ContainerRun run) => TestWorkload.OfScript(Path.Combine(run.Folder, "w"), Script);

    [Fact]
    public async Task A_container_that_is_taken_away_leaves_its_scene_a_note_and_no_record_and_the_next_one_uses_them()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(OneSceneThenWait(run), [ContainerRun.Task(Satellite.Sentinel2)]);
        var note = StoreLayout.Attempt(ContainerRun.Name, run.Manifest.Tasks[0].ToTask(), 1);
        await using (var process = run.Start(run.Variables()))
        {
            await process.WaitForLineAsync(" out waits", TestContext.Current.CancellationToken);
            process.Signal(HostProcess.Terminate);
            var stopped = await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(stopped.ExitCode == ExitCodes.Stopped, stopped.Output + stopped.Error);
        }

        Assert.Null(await run.RecordAsync());
        var noted = await run.ReadAsync(note);
        Assert.Equal((TaskOutcome.Stopped, ExitCodes.Stopped), (noted?.Outcome, noted?.ExitCode));
        Assert.Single(noted!.Outputs, output => output.Kind == OutputKind.Scene);
        Assert.Contains(StoreLayout.Log(ContainerRun.Name, noted.ToTask(), 1), await run.KeysAsync());

        var second = await run.RunAsync(run.Variables((TaskVariables.AttemptVariable, "2"), ("OPEN", "1")));
        Assert.True(second.ExitCode == ExitCodes.Done, second.Output + second.Error);
        Assert.DoesNotContain("makes the scene", second.Output, StringComparison.Ordinal);
        await RequireWholeAsync(run);
        var mark = EndMark.Find(Assert.Single(await run.KeysAsync(StoreLayout.Ended(ContainerRun.Name))), ContainerRun.Name);
        Assert.Equal(EndMark.Of((await run.RecordAsync())!), mark);
    }

    [Fact]
    public async Task Machines_that_are_taken_away_use_up_none_of_the_attempts_that_are_meant_for_failures()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(new() { ["SAMPLE_FAULT"] = "missing-scene" }), [ContainerRun.Task(Satellite.Landsat)],
            manifest => manifest with { MaxAttempts = 2 });
        var task = run.Manifest.Tasks[0].ToTask();
        await TakeAwayAsync(1, TaskOutcome.Stopped, "The task was stopped.");
        await TakeAwayAsync(2, TaskOutcome.Infrastructure, TaskRunner.NotEnded);

        var third = await run.RunAsync(run.Variables((TaskVariables.AttemptVariable, "3")));
        Assert.True(third.ExitCode == ExitCodes.Transient, third.Output + third.Error);
        Assert.Null(await run.RecordAsync());
        var fourth = await run.RunAsync(run.Variables((TaskVariables.AttemptVariable, "4")));

        Assert.True(fourth.ExitCode == ExitCodes.ScriptFailed, fourth.Output + fourth.Error);
        Assert.Equal((TaskOutcome.LostScenes, 4), ((await run.RecordAsync())?.Outcome, (await run.RecordAsync())?.Attempt));
        var mark = EndMark.Find(Assert.Single(await run.KeysAsync(StoreLayout.Ended(ContainerRun.Name))), ContainerRun.Name);
        Assert.Equal((TaskOutcome.LostScenes, 4), (mark?.Outcome, mark?.Attempt));

        Task TakeAwayAsync(int attempt, TaskOutcome outcome, string reason) => run.PutAsync(
            StoreLayout.Attempt(ContainerRun.Name, task, attempt),
            Documents.Write(TaskWorker.Record(run.Manifest, 0, outcome) with { Attempt = attempt, Reason = reason },
                ContractJson.Default.TaskResult));
    }

    [Fact]
    public async Task A_container_without_the_right_to_delete_is_done_all_the_same()
    {
        await using var proxy = FaultProxy.Start(await moto.UrlAsync());
        using var run = await ContainerRun.CreateAsync(moto, proxy.Url);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Sentinel2)]);
        proxy.Script(request => request.Method == "DELETE", Fault.Answer.S3(403, "AccessDenied"), 100);

        var result = await run.RunAsync(run.Variables());

        Assert.True(result.ExitCode == ExitCodes.Done, result.Output + result.Error);
    }

    [Fact]
    public async Task The_last_attempt_that_the_service_makes_records_whatever_it_came_to()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(new() { ["SAMPLE_FAULT"] = "missing-scene" }), [ContainerRun.Task(Satellite.Landsat)]);

        var last = await run.RunAsync(run.Variables((TaskVariables.AttemptVariable, $"{ServiceAttempts.Of(run.Manifest.MaxAttempts)}")));

        Assert.True(last.ExitCode == ExitCodes.ScriptFailed, last.Output + last.Error);
        Assert.Equal(TaskOutcome.LostScenes, (await run.RecordAsync())?.Outcome);
    }

    [Fact]
    public async Task Uploads_that_hang_do_not_keep_the_note_from_being_written_in_time()
    {
        await using var proxy = FaultProxy.Start(await moto.UrlAsync());
        using var run = await ContainerRun.CreateAsync(moto, proxy.Url);
        await run.SubmitAsync(OneSceneThenWait(run), [ContainerRun.Task(Satellite.Sentinel2)]);
        var never = new TaskCompletionSource();
        proxy.Script(request => request.Is("PUT", "/clipped/"), new Fault.Hold(never.Task), times: 100);
        await using var process = run.Start(run.Variables());
        await process.WaitForLineAsync(" out waits", TestContext.Current.CancellationToken);
        process.Signal(HostProcess.Terminate);
        var stopped = await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Stopped, stopped.ExitCode);
        var noted = await run.ReadAsync(StoreLayout.Attempt(ContainerRun.Name, run.Manifest.Tasks[0].ToTask(), 1));
        Assert.Equal(TaskOutcome.Stopped, noted?.Outcome);
        Assert.DoesNotContain(noted!.Outputs, output => output.Kind == OutputKind.Scene);
        Assert.Null(await run.RecordAsync());
    }

    [Fact]
    public async Task A_container_that_is_killed_at_any_moment_leaves_no_record_and_no_half_object_and_the_next_attempt_completes()
    {
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(new() { ["SAMPLE_SCENES"] = "4" }), [ContainerRun.Task(Satellite.Sentinel2)],
            manifest => manifest with { MaxAttempts = 100 });
        var random = new Random(20251125);
        for (var attempt = 1; attempt <= 6 && await run.RecordAsync() is null; attempt++)
        {
            await using var process = run.Start(run.Variables((TaskVariables.AttemptVariable, $"{attempt}")));

            // After so many of its lines: moments by time would be others on every machine.
            await process.WaitForLinesAsync(random.Next(1, 14), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            foreach (var key in (await run.KeysAsync())
                .Where(key => key.EndsWith(".tif", StringComparison.Ordinal))) await RequireTiffAsync(run, key);
        }

        var last = await run.RunAsync(run.Variables((TaskVariables.AttemptVariable, "50")));
        Assert.True(last.ExitCode == ExitCodes.Done, last.Output + last.Error);
        await RequireWholeAsync(run);
        Assert.Equal(4, (await run.RecordAsync())!.Outputs.Count(output => output.Kind == OutputKind.Scene));
    }

    private static async Task RequireWholeAsync(ContainerRun run)
    {
        var record = await run.RecordAsync();
        Assert.Equal(TaskOutcome.Done, record?.Outcome);
        foreach (var output in record!.Outputs.Where(output => !output.Kind.IsShared()))
        {
            await using var content = await run.Store.OpenReadAsync(output.Key, TestContext.Current.CancellationToken);
            Assert.Equal(
                output.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, TestContext.Current.CancellationToken)));
        }
    }

    private static async Task RequireTiffAsync(ContainerRun run, string key)
    {
        var document = await run.Store.GetAsync(key, TestContext.Current.CancellationToken);
        await TiffHeader.ReadAsync(new MemoryStream(document!.Content.ToArray()), TestContext.Current.CancellationToken);
    }
}
