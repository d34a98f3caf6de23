using Amazon.Runtime;
using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Core;
using GlacierBatch.Core.Environments;
using GlacierBatch.Core.Runs;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// An environment at AWS for one test: moto's S3 and STS, and a <see cref="BatchWorld"/>, behind one proxy; and machines that know it.
/// </summary>
internal sealed class CloudHome : IAsyncDisposable
{
    public const string Environment = "greenland";

    /// <summary>
    /// The collection of tests whose module, of which a process has one, knows the environment by its name: at a time it is one test's.
    /// </summary>
    public const string InThisProcess = "greenland in this process";

    public const string SpotQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/spot";
    public const string OnDemandQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/on-demand";
    public const string FargateQueue = "arn:aws:batch:us-east-1:123456789012:job-queue/fargate";

    public static readonly string[] Regions = ["134_Arsuk", "140_CentralLindenow", "063_isvand_north", "191_Hagen_Brae"];

    private static readonly DateOnly First = new(2025, 8, 1);

    private readonly TemporaryFolder _folder = new();
    private int _machines;

    private CloudHome(FaultProxy proxy, BatchWorld world, string bucket) => (Proxy, World, Bucket) = (proxy, world, bucket);

    public FaultProxy Proxy { get; }

    public BatchWorld World { get; }

    /// <summary>The bucket's address.</summary>
    public string Bucket { get; }

    public AwsSettings Aws => new()
    {
        AwsRegion = "us-east-1", EndpointUrl = Proxy.Url, Credential = new BasicAWSCredentials("testing", "testing"),
    };

    /// <summary>What moto says the account is.</summary>
    public static BatchRecord Record { get; } = new()
    {
        AccountId = "123456789012",
        AwsRegion = "us-east-1",
        StackName = "glacierbatch-greenland",
        Queues = new Dictionary<PurchaseOption, string>
        {
            [PurchaseOption.Spot] = SpotQueue, [PurchaseOption.OnDemand] = OnDemandQueue, [PurchaseOption.Fargate] = FargateQueue,
        },
        Image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/glacier@sha256:" + new string('a', 64),
        LogGroup = "/glacierbatch/greenland",
        JobRoleArn = "arn:aws:iam::123456789012:role/job",
        ExecutionRoleArn = "arn:aws:iam::123456789012:role/execution",
    };

    /// <summary>An environment whose record is in a new bucket, and whose workload is the sample.</summary>
    public static async Task<CloudHome> CreateAsync(
        MotoServer moto, BatchRecord? record = null, Func<ProxiedRequest, Task>? before = null, bool isMotosBatch = false,
        bool expectsRefusal = false)
    {
        var world = new BatchWorld();
        var proxy = FaultProxy.Start(
            await moto.UrlAsync(), oneAtATime: before is null, isMotosBatch ? null : world.Answer, before);
        var home = new CloudHome(proxy, world, $"s3://{await moto.NewBucketAsync()}/");
        var store = home.Store();
        var document = new EnvironmentRecord
        {
            Name = Environment, Service = ServiceKind.Batch, BasePath = StoreLayout.DefaultBasePath, Limits = new EnvironmentLimits(),
            Created = DateTimeOffset.UtcNow, Batch = record ?? Record,
        };
        await store.TryPutAsync(
            StoreLayout.Environment(Environment), Documents.Write(document, CoreJson.Default.EnvironmentRecord), PutCondition.Absent);
        if (expectsRefusal) return home;
        await using var client = home.Open("first");
        await client.Environments.GetAsync(Environment, home.Bucket, home.Aws, CancellationToken.None);
        await client.Environments.SetAsync(
            Environment, new EnvironmentSettings { Workload = TestWorkload.OfSample(home._folder.File("workload")) },
            CancellationToken.None);
        return home;
    }

    /// <summary>The bucket, past the proxy's faults no less than the product; or by another address.</summary>
    public IObjectStore Store(Uri? endpoint = null) => ObjectStores.Open(new Uri(Bucket), new ObjectStoreOptions
    {
        AwsRegion = "us-east-1", EndpointUrl = endpoint ?? Proxy.Url, Credentials = MotoServer.Credentials,
    });

    /// <summary>Makes the environment, and so its roles, so much older.</summary>
    public async Task AgeAsync(TimeSpan age)
    {
        var (store, key) = (Store(), StoreLayout.Environment(Environment));
        var document = await store.GetAsync(key);
        Assert.NotNull(document);
        var record = Documents.Read(document.Content, CoreJson.Default.EnvironmentRecord, EnvironmentRecord.CurrentFormat, key);
        var bytes = Documents.Write(record with { Created = record.Created - age }, CoreJson.Default.EnvironmentRecord);
        Assert.NotNull(await store.TryPutAsync(key, bytes, PutCondition.Match(document.ETag)));
    }

    /// <summary>A session on a machine.</summary>
    public GlacierClient Open(string machine = "first", TimeProvider? time = null) => new(HomeOf(machine), time ?? TimeProvider.System);

    /// <summary>A machine's folder.</summary>
    public GlacierHome HomeOf(string machine) => new(_folder.File(machine));

    /// <summary>A session on a machine that knows the environment.</summary>
    public async Task<GlacierClient> OpenKnownAsync(string? machine = null, TimeProvider? time = null)
    {
        machine ??= $"machine-{Interlocked.Increment(ref _machines)}";
        var client = Open(machine, time);
        await client.Environments.GetAsync(Environment, Bucket, Aws, CancellationToken.None);
        return client;
    }

    /// <summary>Plans regions for some days, a task each.</summary>
    public static async Task<RunPlan> PlanAsync(
        GlacierClient client, int regions = 1, int days = 1, string? run = "first", Func<RunRequest, RunRequest>? change = null)
    {
        var environment = await client.Environments.GetAsync(Environment, CancellationToken.None);
        var request = new RunRequest
        {
            Regions = Regions[..regions],
            Satellites = [Satellite.Sentinel2],
            Window = new DateWindow(First, First.AddDays(days - 1)),
            Split = WindowSplit.Day,
            RunName = run,
        };
        return await client.Runs.PlanAsync(environment, change?.Invoke(request) ?? request, CancellationToken.None);
    }

    /// <summary>Submits regions for some days, a task each.</summary>
    public static async Task<IReadOnlyList<Job>> SubmitAsync(
        GlacierClient client, int regions = 1, int days = 1, string? run = "first", Func<RunRequest, RunRequest>? change = null,
        CancellationToken cancellationToken = default) =>
        [.. await client.Runs.SubmitAsync(await PlanAsync(client, regions, days, run, change), start: true, cancellationToken)];

    /// <summary>All jobs as a machine knows them.</summary>
    public static async Task<IReadOnlyList<Job>> JobsAsync(GlacierClient client) =>
        [.. await client.Runs.ReadAsync(new JobSelection { Environment = Environment }, CancellationToken.None)];

    /// <summary>The ids that are recorded in the bucket, by part.</summary>
    public async Task<IReadOnlyList<RunPart>> PartsAsync(string run = "first")
    {
        var parts = new List<RunPart>();
        await foreach (var entry in Store().ListAsync($"runs/{run}/parts/"))
        {
            var document = await Store().GetAsync(entry.Key);
            Assert.NotNull(document);
            parts.Add(Documents.Read(document.Content, ContractJson.Default.RunPart, RunPart.CurrentFormat, entry.Key));
        }

        return parts;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        _folder.Dispose();
    }
}
