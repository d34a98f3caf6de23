using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Tests.TestSupport;
using Xunit;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace GlacierBatch.Tests.TestSupport;

/// <summary>
/// moto, AWS's services in one process, started by the first test that needs it and stopped by process id. Tests share it and stay
/// apart by buckets of their own; a class that changes its settings takes one of its own as a class fixture.
/// </summary>
public sealed class MotoServer : IAsyncLifetime
{
    /// <summary>
    /// moto, and what it leaves out where jobs really run: the child of an array learns which it is, and has variables of its own; and a
    /// compute environment that is given more vCPU has them.
    /// </summary>
    private const string WithContainers = """
        import copy
        from moto.batch import models
        from moto.server import main
        begin, update = models.Job.__init__, models.BatchBackend.update_compute_environment

        def begin_with_index(job, *arguments, **settings):
            begin(job, *arguments, **settings)
            job.container_overrides = copy.deepcopy(job.container_overrides)
            if "index" in job.array_properties:
                variable = {"name": "AWS_BATCH_JOB_ARRAY_INDEX", "value": str(job.array_properties["index"])}
                job.container_overrides.setdefault("environment", []).append(variable)

        def update_with_vcpus(backend, compute_environment_name, state, compute_resources, service_role):
            backend.get_compute_environment(compute_environment_name).compute_resources.update(compute_resources or {})
            return update(backend, compute_environment_name, state, compute_resources, service_role)

        models.Job.__init__, models.BatchBackend.update_compute_environment = begin_with_index, update_with_vcpus
        main()
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _starting = new(1);
    private Process? _process;
    private Uri? _url;
    private string? _missing;
    private int _buckets;

    /// <summary>
    /// The socket of a container engine in which its Batch runs jobs, on the machine's own network; without one its jobs have succeeded
    /// as soon as they are submitted.
    /// </summary>
    public string? Engine { get; init; }

    /// <summary>
    /// The folder with the passwords by which the engine's images are pulled, as a machine of AWS Batch has ECR's; or null.
    /// </summary>
    public string? EngineLogin { get; init; }

    /// <summary>The credentials that moto accepts: any.</summary>
    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("testing", "testing");

    /// <summary>The address; skips the test that asks where moto is not installed.</summary>
    public async Task<Uri> UrlAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_url is null && _missing is null) await StartAsync();
        }
        finally
        {
            _starting.Release();
        }

        if (_missing is not null) Assert.Skip(_missing);
        return _url ?? throw new InvalidOperationException("moto has no address.");
    }

    /// <summary>The address, for tests that cannot wait for it asynchronously.</summary>
    public Uri Endpoint => UrlAsync().GetAwaiter().GetResult();

    /// <summary>A client for it, or for a proxy in front of it.</summary>
    public static IAmazonS3 Client(Uri endpoint) =>
        S3Clients.Create(new ObjectStoreOptions { EndpointUrl = endpoint, AwsRegion = "us-east-1", Credentials = Credentials });

    /// <summary>Makes an empty bucket that no other test has.</summary>
    public async Task<string> NewBucketAsync()
    {
        var name = $"bucket-{Interlocked.Increment(ref _buckets)}";
        using var client = Client(await UrlAsync());
        await client.PutBucketAsync(name);
        return name;
    }

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;

        // python3 may be a shim that started the interpreter as a child.
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task StartAsync()
    {
        if (!await HasMotoAsync())
        {
            _missing = "moto is not installed (python3 -m pip install 'moto[server]').";
            return;
        }

        var port = FreePort();
        var start = new ProcessStartInfo("python3")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        string[] program = Engine is null ? ["-m", "moto.server"] : ["-c", WithContainers];
        foreach (var argument in (string[])[.. program, "-H", "127.0.0.1", "-p", port.ToString()]) start.ArgumentList.Add(argument);
        if (Engine is not null)
        {
            start.Environment["DOCKER_HOST"] = $"unix://{Engine}";
            start.Environment["MOTO_DOCKER_NETWORK_MODE"] = "host";
            if (EngineLogin is not null) start.Environment["DOCKER_CONFIG"] = EngineLogin;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("moto did not start.");
        using var patience = new CancellationTokenSource(Patience);

        // It says where it listens on standard error; what it logs afterwards is read too, or it would block one day.
        var isReady = new TaskCompletionSource();
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) isReady.TrySetException(new InvalidOperationException("moto ended before it listened."));
            else if (line.Data.Contains("Running on", StringComparison.Ordinal)) isReady.TrySetResult();
        };
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await isReady.Task.WaitAsync(patience.Token);
        _url = new Uri($"http://127.0.0.1:{port}");
        await ConfigureAsync(_url, patience.Token);
    }

    private async Task ConfigureAsync(Uri url, CancellationToken cancellationToken)
    {
        var runsJobs = Engine is null ? "false" : "true";
        var settings =
            $$$"""{"batch":{"use_docker": {{{runsJobs}}} },"lambda":{"use_docker":false},"iam":{"load_aws_managed_policies":true}}""";
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(url, "/moto-api/config"), new StringContent(settings), cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<bool> HasMotoAsync()
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("python3")
            {
                ArgumentList = { "-c", "import importlib.util, sys; sys.exit(importlib.util.find_spec('moto') is None)" },
                RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            });
            if (probe is null) return false;
            await probe.WaitForExitAsync();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // No python3 at all.
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
