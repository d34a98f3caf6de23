using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;
using GlacierBatch.Tests.Entrypoint;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Containers;

/// <summary>The images as a service runs them: a read-only root, no capabilities, a memory limit, nobody's user.</summary>
public sealed class ImageTests(ContainerImages images, MotoServer moto)
{
    private const long MaxHelloBytes = 40 << 20;

    /// <summary>What a careful service takes away.</summary>
    private static readonly string[] Bounds =
        ["run", "--rm", "--read-only", "--cap-drop=all", "--security-opt", "no-new-privileges", "--network", "host", "--pull=never"];

    [Fact]
    public async Task Hello_is_small_and_says_hello()
    {
        var image = await images.BuildAsync(ContainerImages.Hello);
        Assert.Equal("Hello from AWS Batch!\n", await images.RequireAsync([.. Bounds, image]));
        var size = long.Parse(await images.RequireAsync("image", "inspect", "--format", "{{.Size}}", image), CultureInfo.InvariantCulture);
        Assert.InRange(size, 1, MaxHelloBytes);
        Assert.Equal("10001:10001\n", await images.RequireAsync("image", "inspect", "--format", "{{.Config.User}}", image));
    }

    [Fact]
    public async Task Hello_writes_to_the_bucket_from_a_root_that_cannot_be_written()
    {
        var image = await images.BuildAsync(ContainerImages.Hello);
        using var run = await ContainerRun.CreateAsync(moto);
        var written = await images.RequireAsync([.. Bounds, .. Variables(run), image, "write-test"]);
        Assert.Contains("and read it back", written, StringComparison.Ordinal);
        Assert.StartsWith("Hello from AWS Batch!", await run.TextAsync("batch-test/hello.txt"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_processor_runs_a_whole_task_and_records_what_it_ran_on()
    {
        var image = await images.BuildAsync(ContainerImages.Processor);
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(), [ContainerRun.Task(Satellite.Sentinel2), ContainerRun.Task(Satellite.Landsat)]);
        await run.DivideAsync(0, [0, 1], "parent");
        var result = await images.RunAsync(
            [.. Bounds, "--memory", "512m", "--memory-swap", "512m", "--volume", Scratch(run),
             .. Variables(
                 run, (TaskVariables.PartVariable, "0"), (TaskVariables.IndexVariable, null), (TaskVariables.ArrayIndexVariable, "0"),
                 (TaskVariables.JobIdVariable, "parent:0"), (TaskVariables.ImageVariable, "example.org/processor@sha256:0123")), image]);
        Assert.True(result.ExitCode == ExitCodes.Done, result.Output + result.Error);
        var record = await run.RecordAsync();
        Assert.Equal((TaskOutcome.Done, "parent:0", "example.org/processor@sha256:0123"),
            (record?.Outcome, record?.JobId, record?.Provenance.Image));
        Assert.All(["numpy", "rasterio", "boto3"], name => Assert.Contains(name, record!.Provenance.Libraries!.Keys));
        Assert.NotEmpty(record!.ScriptLogs);
    }

    [Fact]
    public async Task A_task_that_hits_the_containers_memory_limit_is_recorded_as_such()
    {
        var image = await images.BuildAsync(ContainerImages.Processor);
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(run.Sample(new() { ["SAMPLE_FAULT"] = "memory" }), [ContainerRun.Task(Satellite.Landsat, memoryMiB: 2048)]);
        var result = await images.RunAsync(
            [.. Bounds, "--memory", "300m", "--memory-swap", "300m", "--volume", Scratch(run), .. Variables(run), image]);
        Assert.True(result.ExitCode == ExitCodes.ScriptFailed, result.Output + result.Error);
        var record = await run.RecordAsync();
        Assert.Equal(TaskOutcome.OutOfMemory, record?.Outcome);
        Assert.Contains("300 MiB", record?.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stop", "--time", "30")]
    [InlineData("kill", "--signal", "TERM")]
    public async Task A_container_that_is_stopped_publishes_what_is_complete_writes_it_down_and_ends_with_143(params string[] how)
    {
        var image = await images.BuildAsync(ContainerImages.Processor);
        using var run = await ContainerRun.CreateAsync(moto);
        await run.SubmitAsync(CutOffTests.OneSceneThenWait(run), [ContainerRun.Task(Satellite.Sentinel2)]);
        var name = $"glacierbatch-test-{Guid.NewGuid():N}";
        await using (var container = images.Start(
            [.. Bounds, "--name", name, "--volume", Scratch(run), .. Variables(run), image]))
        {
            await container.WaitForLineAsync(" out waits", TestContext.Current.CancellationToken);
            await images.RequireAsync([.. how, name]);
            var stopped = await container.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(stopped.ExitCode == ExitCodes.Stopped, stopped.Output + stopped.Error);
        }

        Assert.Null(await run.RecordAsync());
        var noted = await run.ReadAsync(StoreLayout.Attempt(ContainerRun.Name, run.Manifest.Tasks[0].ToTask(), 1));
        Assert.Equal((TaskOutcome.Stopped, ExitCodes.Stopped), (noted?.Outcome, noted?.ExitCode));
        var scene = Assert.Single(noted!.Outputs, output => output.Kind == OutputKind.Scene);
        Assert.Contains(scene.Key, await run.KeysAsync());
    }

    [Fact]
    public async Task The_processor_has_the_stack_and_neither_tools_nor_rights()
    {
        var image = await images.BuildAsync(ContainerImages.Processor, revision: "0123456789abcdef");
        using var run = await ContainerRun.CreateAsync(moto);
        var stack = await images.RunAsync([.. Bounds, "--volume", Scratch(run), .. Variables(run), image, "check-stack"]);

        // Debian has no pystac-client; all else is there, and imports.
        Assert.All(
            ["boto3", "numpy", "pandas", "geopandas", "rasterio", "gdal", "rioxarray", "xarray", "shapely", "pyproj", "dask", "requests",
                "tqdm"],
            name => Assert.Matches($"(?m)^{name} [0-9]", stack.Output));
        Assert.Single(stack.Output.Split('\n'), line => line.Contains("FAILED", StringComparison.Ordinal));

        var found = await images.RequireAsync(
            [.. Bounds, "--entrypoint", "/bin/sh", image, "-c",
                "id -u; touch /scratch/mine && stat -c %u /scratch; echo $HOME $MPLCONFIGDIR; which gcc g++ cc make pip || true"]);
        Assert.Equal("10001\n10001\n/scratch /scratch\n", found);
        var labels = await images.RequireAsync("image", "inspect", "--format", "{{json .Config.Labels}}", image);
        Assert.Contains("\"org.opencontainers.image.revision\":", labels, StringComparison.Ordinal);
        Assert.Contains("\"org.opencontainers.image.source\":\"https://example.org/source\"", labels, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_comes_back_from_a_registry_by_its_digest()
    {
        Assert.SkipWhen(Programs.Find("docker-registry").Length == 0, "docker-registry is not installed.");
        var image = await images.BuildAsync(ContainerImages.Hello);
        using var folder = new TemporaryFolder();
        var host = $"127.0.0.1:{FreePort()}";
        await File.WriteAllTextAsync(folder.File("registry.yml"), $$"""
            version: 0.1
            storage: { filesystem: { rootdirectory: {{folder.File("layers")}} } }
            http: { addr: {{host}} }
            """, TestContext.Current.CancellationToken);
        await using var registry = HostProcess.StartProgram(
            "docker-registry", ["serve", folder.File("registry.yml")], null, folder.Path, "");
        using var http = new HttpClient();
        await Eventually.TrueAsync(() => Answers(http, host));

        var digestFile = folder.File("digest");
        await images.RequireAsync("push", "--tls-verify=false", "--digestfile", digestFile, image, $"{host}/hello:1");
        var digest = (await File.ReadAllTextAsync(digestFile, TestContext.Current.CancellationToken)).Trim();
        await images.RequireAsync("pull", "--tls-verify=false", $"{host}/hello@{digest}");
        Assert.Equal("Hello from AWS Batch!\n", await images.RequireAsync([.. Bounds, $"{host}/hello@{digest}"]));
        await images.RequireAsync("rmi", $"{host}/hello@{digest}");
    }

    /// <summary>A folder of this machine's, as a service mounts one: whoever the image's user is, may write there.</summary>
    private static string Scratch(ContainerRun run)
    {
        var folder = Directory.CreateDirectory(Path.Combine(run.Folder, "mounted"));
        if (!OperatingSystem.IsWindows())
        {
            folder.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
                | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite
                | UnixFileMode.OtherExecute | UnixFileMode.StickyBit;
        }

        return $"{folder.FullName}:/scratch";
    }

    private static string[] Variables(ContainerRun run, params (string Name, string? Value)[] own)
    {
        // The image has its own scratch folder.
        var variables = run.Variables([(TaskVariables.ScratchVariable, null), .. own]);
        return [.. variables.Where(variable => variable.Value is not null)
            .SelectMany(variable => new[] { "--env", $"{variable.Key}={variable.Value}" })];
    }

    private static bool Answers(HttpClient http, string host)
    {
        try
        {
            using var answer = http.GetAsync(new Uri($"http://{host}/v2/")).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
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
