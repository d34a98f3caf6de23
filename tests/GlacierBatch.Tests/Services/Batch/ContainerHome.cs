using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.Services.Batch.Images;
using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// An AWS whose jobs really run: a moto of its own that starts them in podman's containers, and a proxy that gives those what a machine
/// of AWS Batch would. What is missing skips the test.
/// </summary>
internal sealed class ContainerHome : IAsyncDisposable
{
    private const string Registration = "/v1/registerjobdefinition";
    private const string LogEvents = "Logs_20140328.GetLogEvents";

    /// <summary>Where moto keeps what containers print, whatever group their definition names.</summary>
    private const string LogGroup = "/aws/batch/job";

    private const UnixFileMode Everyone = (UnixFileMode)0b1_111_111_111;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly ContainerImages _images;
    private readonly HostProcess _engine;
    private readonly MotoServer _moto;
    private readonly RegistryEcr? _ecr;
    private readonly string _socket;

    private ContainerHome(ContainerImages images, string image, LocalRegistry? registry)
    {
        (_images, Image) = (images, image);
        _ecr = registry is null ? null : new RegistryEcr(registry);
        Workload = TestWorkload.OfSample(_folder.File("workload"));
        _socket = _folder.File("engine");
        _engine = images.Start(registry?.EngineSettings(_folder.Path) ?? [], "system", "service", "--time", "0", $"unix://{_socket}");
        _moto = new MotoServer { Engine = _socket, EngineLogin = registry?.LoginFolder(_folder.Path) };
    }

    /// <summary>The processor's image as its digest names it.</summary>
    public string Image { get; }

    /// <summary>Where the product finds AWS, and its containers too.</summary>
    public FaultProxy Proxy { get; private set; } = null!;

    /// <summary>A bucket.</summary>
    public string Bucket { get; private set; } = "";

    /// <summary>The sample's scripts, one scene.</summary>
    public string Workload { get; }

    /// <summary>Starts all, with a default VPC from which there is a way out.</summary>
    /// <param name="images">The images.</param>
    /// <param name="awsRegion">The AWS region.</param>
    /// <param name="registry">What is behind moto's ECR, so that images can be pushed and are pulled; or null.</param>
    public static async Task<ContainerHome> StartAsync(ContainerImages images, string awsRegion, LocalRegistry? registry = null)
    {
        var image = await images.BuildAsync(ContainerImages.Processor);
        var digest = (await images.RequireAsync("image", "inspect", "--format", "{{.Digest}}", image)).Trim();
        var home = new ContainerHome(images, $"{image}@{digest}", registry);
        try
        {
            await Eventually.TrueAsync(() => File.Exists(home._socket));
            var moto = await home._moto.UrlAsync();
            home.Proxy = FaultProxy.Start(moto, oneAtATime: true, home.Answer);
            using var cloud = await MotoCloud.OpenAsync(home._moto, awsRegion);
            home.Bucket = await cloud.NewBucketAsync();
            return home;
        }
        catch
        {
            await home.DisposeAsync();
            throw;
        }
    }

    /// <summary>The images that the records of these runs say their tasks ran in.</summary>
    public async Task<IReadOnlyList<string?>> ImagesOfAsync(params string[] runs)
    {
        using var client = MotoServer.Client(Proxy.Url);
        var store = new S3ObjectStore(client, Bucket);
        var images = new List<string?>();
        foreach (var run in runs)
        {
            await foreach (var entry in store.ListAsync(StoreLayout.Results(run)))
            {
                images.Add(TaskResult.Read((await store.GetAsync(entry.Key))!.Content, entry.Key).Provenance.Image);
            }
        }

        return images;
    }

    /// <summary>The containers that there are of jobs with this in their name, and were not removed.</summary>
    public async Task<string[]> ContainersAsync(string name) =>
        (await _images.RequireAsync("ps", "--all", "--quiet", "--filter", $"name={name}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends what still runs of jobs with this in their name, where a test fails.</summary>
    public async Task EndContainersAsync(string name)
    {
        foreach (var container in await ContainersAsync(name)) await _images.RunAsync("rm", "--force", container);
    }

    public async ValueTask DisposeAsync()
    {
        if (Proxy is { } proxy) await proxy.DisposeAsync();
        await _moto.DisposeAsync();
        await _engine.DisposeAsync();
        _http.Dispose();
        _folder.Dispose();
    }

    private (int Status, string Json)? Answer(ProxiedRequest request, byte[] body)
    {
        if (request.Is("POST", Registration)) return Register(request, body);
        if (request.Header("X-Amz-Target") == LogEvents) return ReadLog(request, body);
        return _ecr?.Answer(request, body, () => Forward(request, JsonNode.Parse(body)!));
    }

    /// <summary>
    /// What a definition need not say at AWS, and moto has no default for: the image's own verb, a folder of the machine for the volume,
    /// and the credentials that a container has from its job role.
    /// </summary>
    private (int Status, string Json) Register(ProxiedRequest request, byte[] body)
    {
        var definition = JsonNode.Parse(body)!;
        var container = definition["containerProperties"]!;
        container["command"] = new JsonArray("run");
        foreach (var volume in container["volumes"]!.AsArray()) volume!["host"] = new JsonObject { ["sourcePath"] = Scratch() };
        var variables = container["environment"]!.AsArray();
        foreach (var name in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY" })
        {
            variables.Add(new JsonObject { ["name"] = name, ["value"] = "testing" });
        }

        return Forward(request, definition);
    }

    /// <summary>A container's log from where moto keeps it, with times in whole milliseconds as AWS has them.</summary>
    private (int Status, string Json) ReadLog(ProxiedRequest request, byte[] body)
    {
        var question = JsonNode.Parse(body)!;
        question["logGroupName"] = LogGroup;
        var (status, json) = Forward(request, question);
        if (status != 200) return (status, json);
        var answer = JsonNode.Parse(json)!;
        foreach (var line in answer["events"]!.AsArray()) line!["timestamp"] = (long)(double)line["timestamp"]!;
        return (status, answer.ToJsonString());
    }

    private (int Status, string Json) Forward(ProxiedRequest request, JsonNode body)
    {
        var type = MediaTypeHeaderValue.Parse(request.Header("Content-Type") ?? "application/json");
        using var forwarded = new HttpRequestMessage(HttpMethod.Post, new Uri(_moto.Endpoint, request.Target))
        {
            Content = new StringContent(body.ToJsonString(), type),
        };

        // moto reads the AWS region in it, and nobody checks the signature.
        foreach (var name in new[] { "Authorization", "X-Amz-Target" })
        {
            if (request.Header(name) is { } value) forwarded.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = _http.Send(forwarded);
        using var content = new StreamReader(answer.Content.ReadAsStream());
        return ((int)answer.StatusCode, content.ReadToEnd());
    }

    /// <summary>A folder where whoever the image's user is may write.</summary>
    private string Scratch()
    {
        var folder = Directory.CreateDirectory(_folder.File("scratch"));
        if (!OperatingSystem.IsWindows()) folder.UnixFileMode = Everyone;
        return folder.FullName;
    }
}
