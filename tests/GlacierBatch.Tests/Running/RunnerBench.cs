using System.Security.Cryptography;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.Processes;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Running;

/// <summary>A task runner over a bucket of its own, and a run of one task to try it on.</summary>
internal sealed class RunnerBench : IDisposable
{
    public const string Region = "134_Arsuk";
    public const string Run = "bench";

    private static readonly DateOnly First = new(2025, 8, 1);
    private static readonly DateOnly Last = new(2025, 8, 6);

    private readonly TemporaryFolder _folder = new();
    private int _attempts;

    private RunnerBench(bool takesFiles)
    {
        var folder = new FileObjectStore(Bucket);
        Store = takesFiles ? new RecordingFolder(folder) : new RecordingStore(folder);
    }

    /// <summary>The bucket's folder.</summary>
    public string Bucket => _folder.File("bucket");

    /// <summary>The folder of the attempts' folders; a test may spoil it.</summary>
    public string Scratch => _folder.File("scratch");

    /// <summary>The folder of fetched workloads.</summary>
    public string Cache => _folder.File("cache");

    public RecordingStore Store { get; }

    /// <summary>The run; a test changes it before it runs something.</summary>
    public required RunManifest Manifest { get; set; }

    /// <summary>What else the runner is told of its machine.</summary>
    public Func<TaskRunnerOptions, TaskRunnerOptions> Machine { get; set; } = options => options;

    /// <summary>The task's result record.</summary>
    public string RecordKey => StoreLayout.Result(Run, Manifest.Tasks[0].ToTask());

    /// <summary>The sample, with these settings (name=value, a space between).</summary>
    public static Task<RunnerBench> OfSampleAsync(Satellite satellite, string settings = "", bool takesFiles = false) =>
        CreateAsync(satellite, takesFiles, folder => TestWorkload.OfSample(folder, settings
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(setting => setting.Split('=', 2))
            .ToDictionary(setting => setting[0], setting => setting[1])));

    /// <summary>Any script.</summary>
    public static Task<RunnerBench> OfScriptAsync(string python, Satellite satellite = Satellite.Sentinel2) =>
        CreateAsync(satellite, takesFiles: false, folder => TestWorkload.OfScript(folder, python));

    /// <summary>Runs the next attempt.</summary>
    public async Task<(TaskResult Result, IReadOnlyList<string> Log)> RunAsync(TestSupervisor? supervisor = null,
        CancellationToken stop = default)
    {
        var attempt = ++_attempts;
        var path = _folder.File($"{attempt}.log");
        var options = new TaskRunnerOptions
        {
            ScratchFolder = Scratch,
            CacheFolder = Cache,
            Python = new PythonInterpreter(PythonScripts.Python, "3"),
            Bucket = Bucket,
            GracePeriod = TimeSpan.FromSeconds(5),
        };
        TaskResult result;
        using (var log = new AttemptLog(path, TimeProvider.System))
        {
            var assignment = new TaskAssignment(Manifest, 0, attempt);
            result = await new TaskRunner(Store, Machine(options), TimeProvider.System)
                .RunAsync(assignment, supervisor ?? new TestSupervisor(),
                log, stop);
        }

        return (result, await File.ReadAllLinesAsync(path));
    }

    /// <summary>The record as it lies in the bucket, or null.</summary>
    public async Task<TaskResult?> ReadRecordAsync() => await Store.GetAsync(RecordKey) is { } document
        ? Documents.Read(document.Content, ContractJson.Default.TaskResult, TaskResult.CurrentFormat, RecordKey)
        : null;

    /// <summary>The note on an attempt, or null.</summary>
    public async Task<TaskResult?> ReadNoteAsync(int attempt)
    {
        var key = StoreLayout.Attempt(Run, Manifest.Tasks[0].ToTask(), attempt);
        return await Store.GetAsync(key) is { } document ? TaskResult.Read(document.Content, key) : null;
    }

    /// <summary>Where an output lies.</summary>
    public string KeyOf(string path) => StoreLayout.Output(Manifest.BasePath, Manifest.Tasks[0].Satellite, path);

    /// <summary>
    /// Proves that everything that a result names is in the bucket as it says, and that nothing of the attempt is left elsewhere.
    /// </summary>
    public async Task RequireWholeAsync(TaskResult result)
    {
        foreach (var output in result.Outputs)
        {
            await using var content = await Store.OpenReadAsync(output.Key);
            if (output.Kind is not (Contract.Outputs.OutputKind.CombinedMetadata or Contract.Outputs.OutputKind.QueryResults))
                Assert.Equal(output.Sha256, Convert.ToHexStringLower(await SHA256.HashDataAsync(content)));
        }

        if (Directory.Exists(Scratch)) Assert.Empty(Directory.EnumerateFiles(Scratch, "*", SearchOption.AllDirectories));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<RunnerBench> CreateAsync(Satellite satellite, bool takesFiles, Func<string, string> makeWorkload)
    {
        var folder = new TemporaryFolder();
        using (folder)
        {
            var workload = makeWorkload(folder.Path);
            var region = RegionCatalog.Read(Path.Combine(workload,
                WorkloadPublisher.CatalogPath)).Regions.First(known => known.Name == Region);
            var bench = new RunnerBench(takesFiles) { Manifest = Describe(satellite, region) };
            var reference = await new WorkloadPublisher(TimeProvider.System).PublishAsync(workload, null, bench.Store,
                CancellationToken.None);
            bench.Manifest = bench.Manifest with { Workload = reference };
            return bench;
        }
    }

    private static RunManifest Describe(Satellite satellite, Region region) => new()
    {
        Run = Run,
        Environment = "bench",
        Created = TimeProvider.System.GetUtcNow(),
        BasePath = StoreLayout.DefaultBasePath,
        Workload = new WorkloadReference(StoreLayout.WorkloadPrefix, "none"),
        Template = TemplateChoice.Stored,
        TimeoutSeconds = 600,
        MaxAttempts = 3,
        Regions = [region],
        Tasks = [new ManifestTask(region.Name, satellite, First, Last, 1, 1024)],
    };
}
