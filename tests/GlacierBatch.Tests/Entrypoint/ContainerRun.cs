using System.Text;
using Amazon.S3;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Regions;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Entrypoint;

/// <summary>A run in a bucket of moto's, and the container's process started on it as a service starts it.</summary>
internal sealed class ContainerRun : IDisposable
{
    public const string Name = "season";

    private readonly TemporaryFolder _folder = new();
    private readonly Uri _endpoint;
    private readonly IAmazonS3 _client;

    private ContainerRun(Uri endpoint, string bucket)
    {
        _endpoint = endpoint;
        _client = MotoServer.Client(endpoint);
        Bucket = bucket;
        Store = new S3ObjectStore(_client, bucket);
    }

    /// <summary>The entrypoint of the same configuration as these tests.</summary>
    public static string Program
    {
        get
        {
            var configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(
                RepositoryRoot.Path, "artifacts", "bin", "GlacierBatch.Entrypoint", configuration, "glacierbatch-entrypoint.dll");
        }
    }

    public string Bucket { get; }

    public IObjectStore Store { get; }

    public string Folder => _folder.Path;

    /// <summary>As submitted; set by <see cref="SubmitAsync"/>.</summary>
    public RunManifest Manifest { get; private set; } = null!;

    /// <summary>A bucket without anything in it.</summary>
    public static async Task<ContainerRun> CreateAsync(MotoServer moto, Uri? endpoint = null) =>
        new(endpoint ?? await moto.UrlAsync(), await moto.NewBucketAsync());

    /// <summary>A task of the sample's.</summary>
    public static ManifestTask Task(Satellite satellite, string region = "134_Arsuk", int memoryMiB = 1024) =>
        new(region, satellite, new DateOnly(2025, 8, 1), new DateOnly(2025, 8, 6), 1, memoryMiB);

    /// <summary>The sample's scripts with these settings, in a folder of the test's own.</summary>
    public string Sample(Dictionary<string, string>? settings = null) => TestWorkload.OfSample(_folder.File("workload"), settings);

    /// <summary>Publishes a workload, and submits tasks to be run by it.</summary>
    public async Task SubmitAsync(string workload, ManifestTask[] tasks, Func<RunManifest, RunManifest>? change = null)
    {
        var catalog = RegionCatalog.Read(Path.Combine(workload, WorkloadPublisher.CatalogPath));
        var reference = await new WorkloadPublisher(TimeProvider.System)
            .PublishAsync(workload, null, Store, TestContext.Current.CancellationToken);
        var manifest = new RunManifest
        {
            Run = Name,
            Environment = "container",
            Created = TimeProvider.System.GetUtcNow(),
            BasePath = StoreLayout.DefaultBasePath,
            Workload = reference,
            Template = TemplateChoice.Stored,
            TimeoutSeconds = 600,
            MaxAttempts = 3,
            Regions = [.. tasks.Select(task => task.Region).Distinct()
                .Select(name => catalog.Regions.First(region => region.Name == name))],
            Tasks = tasks,
        };
        Manifest = change?.Invoke(manifest) ?? manifest;
        await PutAsync(StoreLayout.Manifest(Name), Documents.Write(Manifest, ContractJson.Default.RunManifest));
    }

    /// <summary>Writes down a part of the run, with the id that the service gave it.</summary>
    public Task DivideAsync(int part, int[] positions, string? jobId) =>
        PutAsync(StoreLayout.Part(Name, part), Documents.Write(
            new RunPart
            {
                Run = Name, Part = part, JobName = $"{Name}-{part}", VCpu = 1, MemoryMiB = 1024, Positions = positions,
                Intended = TimeProvider.System.GetUtcNow(), JobId = jobId,
            }, ContractJson.Default.RunPart));

    public Task PutAsync(string key, byte[] content) =>
        Store.PutAsync(key, new MemoryStream(content), TestContext.Current.CancellationToken);

    public async Task<string[]> KeysAsync(string prefix = "") =>
        await Store.ListAsync(prefix, TestContext.Current.CancellationToken).Select(entry => entry.Key).ToArrayAsync();

    /// <summary>The record of a task, or null.</summary>
    public Task<TaskResult?> RecordAsync(int position = 0) => ReadAsync(StoreLayout.Result(Name, Manifest.Tasks[position].ToTask()));

    public async Task<TaskResult?> ReadAsync(string key) =>
        await Store.GetAsync(key, TestContext.Current.CancellationToken) is { } document ? TaskResult.Read(document.Content, key) : null;

    public async Task<string> TextAsync(string key) =>
        Encoding.UTF8.GetString((await Store.GetAsync(key, TestContext.Current.CancellationToken))!.Content.Span);

    /// <summary>What a service sets for the container; with these added, changed, or removed by null.</summary>
    public Dictionary<string, string?> Variables(params (string Name, string? Value)[] own)
    {
        var variables = new Dictionary<string, string?>
        {
            ["AWS_ENDPOINT_URL"] = _endpoint.ToString(),
            ["AWS_ACCESS_KEY_ID"] = "testing",
            ["AWS_SECRET_ACCESS_KEY"] = "testing",
            ["AWS_DEFAULT_REGION"] = "us-east-1",
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            [TaskVariables.StoreVariable] = $"s3://{Bucket}",
            [TaskVariables.RunVariable] = Name,
            [TaskVariables.IndexVariable] = "0",
            [TaskVariables.ScratchVariable] = _folder.File("scratch"),
        };
        foreach (var (name, value) in own) variables[name] = value;
        return variables;
    }

    public HostProcess Start(Dictionary<string, string?> variables, params string[] arguments) =>
        HostProcess.StartProgram("dotnet", [Program, .. arguments], variables, _folder.Path, "");

    public async Task<HostResult> RunAsync(Dictionary<string, string?> variables, params string[] arguments)
    {
        await using var process = Start(variables, arguments);
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }
}
