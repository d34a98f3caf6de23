using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Tests.Samples;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>The container's process as a real one, on a run in a folder.</summary>
public sealed class EntrypointTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly GlacierClient _client;
    private GlacierEnvironment? _environment;

    public EntrypointTests() => _client = new GlacierClient(new GlacierHome(Path.Combine(_folder.Path, "home")), TimeProvider.System);

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(SampleScript.Python.Length == 0, "There is no python3 on PATH.");
        var settings = new EnvironmentSettings
        {
            Bucket = Path.Combine(_folder.Path, "bucket"),
            Workload = Path.Combine(RepositoryRoot.Path, "samples", "workload"),
            MaxAttempts = 2,
        };
        _environment = await _client.Environments.CreateAsync("container", settings, _ => { }, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_task_is_done_and_recorded_and_a_second_start_finds_the_record()
    {
        var job = await SubmitAsync();
        var first = await RunAsync(job);
        Assert.Equal(ExitCodes.Done, first.ExitCode);
        Assert.EndsWith("\nDone\n", first.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z out ", first.Output);
        var verdict = await _client.Outputs.VerifyAsync(job with { Status = JobStatus.SUCCEEDED }, TestContext.Current.CancellationToken);
        Assert.Equal("Passed", verdict.Status.ToString());

        var record = Assert.Single(Records());
        var written = await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken);
        var second = await RunAsync(job, attempt: 2);
        Assert.Equal(ExitCodes.Done, second.ExitCode);
        Assert.Contains("is superseded", second.Output, StringComparison.Ordinal);
        Assert.Equal(written, await File.ReadAllTextAsync(record, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_another_attempt_could_cure_ends_with_75_and_is_recorded_only_by_the_last_attempt_which_asks_for_no_other()
    {
        var job = await SubmitAsync();
        Assert.Equal(ExitCodes.Transient, (await RunAsync(job, fault: "missing-scene")).ExitCode);
        Assert.Empty(Records());
        var last = await RunAsync(job, attempt: 2, fault: "missing-scene");
        Assert.Equal(ExitCodes.ScriptFailed, last.ExitCode);
        Assert.Contains("\nLostScenes: 1 of ", last.Output, StringComparison.Ordinal);
        Assert.Single(Records());
    }

    [Fact]
    public async Task SIGTERM_stops_the_script_and_leaves_the_task_to_the_next_attempt()
    {
        var job = await SubmitAsync();
        await using var process = Start(job, 1, "hang");
        await WaitForLogAsync(TestContext.Current.CancellationToken);
        process.Signal(HostProcess.Terminate);
        var result = await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.Stopped, result.ExitCode);
        Assert.Empty(Records());
        Assert.Equal(ExitCodes.Done, (await RunAsync(job, attempt: 2)).ExitCode);
        Assert.Single(Records());
    }

    [Theory]
    [InlineData(TaskVariables.StoreVariable, null, "GLACIERBATCH_STORE is not set")]
    [InlineData(TaskVariables.StoreVariable, "https://example.org/", "it must be s3://bucket or file:///folder/")]
    [InlineData(TaskVariables.RunVariable, "no-such-run", "There is no runs/no-such-run/manifest.json")]
    [InlineData(TaskVariables.RunVariable, "../..", "cannot be used")]
    [InlineData(TaskVariables.IndexVariable, "-1", "GLACIERBATCH_INDEX is '-1'")]
    [InlineData(TaskVariables.ArrayIndexVariable, "7", "index")]
    public async Task A_task_that_cannot_be_found_ends_with_64_and_one_sentence(string variable, string? value, string sentence)
    {
        var job = await SubmitAsync();
        var variables = Variables(job, 1, null);
        variables[variable] = value;
        await using var process = HostProcess.StartProgram("dotnet", [ContainerRun.Program], variables, _folder.Path, "");
        var result = await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCodes.BadTask, result.ExitCode);
        Assert.Contains(sentence, result.Error, StringComparison.Ordinal);
        Assert.Empty(Records());
    }

    private async Task<Job> SubmitAsync()
    {
        var request = new RunRequest
        {
            Regions = ["134_Arsuk"],
            Satellites = [Satellite.Landsat],
            Window = new DateWindow(new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 6)),
            Overrides = new RunOverrides(MemoryMiB: 512),
        };
        var plan = await _client.Runs.PlanAsync(_environment!, request, TestContext.Current.CancellationToken);
        return Assert.Single(await _client.Runs.SubmitAsync(plan, start: false, TestContext.Current.CancellationToken));
    }

    private async Task<HostResult> RunAsync(Job job, int attempt = 1, string? fault = null)
    {
        await using var process = Start(job, attempt, fault);
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private HostProcess Start(Job job, int attempt, string? fault) =>
        HostProcess.StartProgram("dotnet", [ContainerRun.Program], Variables(job, attempt, fault), _folder.Path, "");

    private Dictionary<string, string?> Variables(Job job, int attempt, string? fault) => new()
    {
        [TaskVariables.StoreVariable] = new Uri(_environment!.Bucket + "/").ToString(),
        [TaskVariables.RunVariable] = job.RunName,
        [TaskVariables.IndexVariable] = "0",
        [TaskVariables.AttemptVariable] = $"{attempt}",
        [TaskVariables.ScratchVariable] = Path.Combine(_folder.Path, "scratch"),
        ["SAMPLE_FAULT"] = fault,
    };

    private string[] Records() => Directory.GetFiles(Path.Combine(_environment!.Bucket, "runs"), "*.json", SearchOption.AllDirectories)
        .Where(path => path.Contains("results", StringComparison.Ordinal)).ToArray();

    /// <summary>Waits until the script has said something, which it does before it hangs.</summary>
    private async Task WaitForLogAsync(CancellationToken cancellationToken)
    {
        var scratch = Directory.CreateDirectory(Path.Combine(_folder.Path, "scratch"));
        using var watcher = new FileSystemWatcher(scratch.FullName, "*.log") { IncludeSubdirectories = true };
        var written = new SemaphoreSlim(0);
        watcher.Changed += (_, _) => written.Release();
        watcher.EnableRaisingEvents = true;
        while (!scratch.GetFiles("*.log").Any(log => ReadShared(log).Contains(" out ", StringComparison.Ordinal)))
        {
            await written.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static string ReadShared(FileInfo file)
    {
        using var reader = new StreamReader(file.Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return reader.ReadToEnd();
    }
}
