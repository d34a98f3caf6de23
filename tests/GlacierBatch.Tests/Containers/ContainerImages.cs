using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.TestSupport;
using Xunit;

[assembly: AssemblyFixture(typeof(ContainerImages))]

namespace GlacierBatch.Tests.Containers;

/// <summary>
/// Both images, built by podman from this clone's containers/ on a base of Debian's own (scripts/make-test-base), since no public
/// registry can be reached here. What is missing skips the tests. All share them, so that each is built once.
/// </summary>
public sealed class ContainerImages : IDisposable
{
    public const string Hello = "localhost/glacierbatch-test-hello";
    public const string Processor = "localhost/glacierbatch-test-processor";

    /// <summary>What the processor's image is built on.</summary>
    public const string Base = "localhost/glacierbatch-test-base:bookworm";

    /// <summary>What the Dockerfiles are told besides; whoever says the same has the same layers, built already.</summary>
    public const string Source = "https://example.org/source";

    private readonly TemporaryFolder _folder = new();
    private readonly SemaphoreSlim _building = new(1);
    private readonly HashSet<string> _built = [];

    public ContainerImages() => File.WriteAllText(Settings, """
        [containers]
        default_ulimits = ["nofile=20000:20000","nproc=30000:30000"]
        [engine]
        runtime = "runc"
        cgroup_manager = "cgroupfs"

        """);

    /// <summary>Where the base lies as scripts/make-test-base leaves it.</summary>
    private static string BaseArchive => Environment.GetEnvironmentVariable("GLACIERBATCH_TEST_BASE") ?? "/var/tmp/glacierbatch/base.tar";

    private string Settings => _folder.File("containers.conf");

    /// <summary>Builds an image, once.</summary>
    public async Task<string> BuildAsync(string image, string? revision = null)
    {
        Assert.SkipWhen(Programs.Find("podman").Length == 0, "podman is not installed (apt-get install podman runc).");
        var context = Path.Combine(RepositoryRoot.Path, "containers");
        var file = Path.Combine(context, image == Hello ? "hello.Dockerfile" : "Dockerfile");
        Assert.SkipUnless(
            File.Exists(Path.Combine(context, "bin", "glacierbatch-entrypoint")),
            "The images' program is not built (scripts/build-containers).");
        await _building.WaitAsync();
        try
        {
            if (!_built.Add(image)) return image;
            if (image == Processor) await ImportBaseAsync();
            await RequireAsync(
                ["build", "--pull=never", "--network", "host", "--build-arg", $"BASE={Base}", "--build-arg", "LOCK=debian.apt",
                 "--build-arg", $"REVISION={revision ?? "test"}", "--build-arg", $"SOURCE={Source}", "--tag", image,
                 "--file", file, context]);
            return image;
        }
        finally
        {
            _building.Release();
        }
    }

    /// <summary>Runs podman, and wants it to succeed.</summary>
    public async Task<string> RequireAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, $"podman {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result.Output;
    }

    /// <summary>Runs podman.</summary>
    internal async Task<HostResult> RunAsync(params string[] arguments)
    {
        await using var process = Start(arguments);
        return await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Starts podman.</summary>
    internal HostProcess Start(params string[] arguments) => Start([], arguments);

    /// <summary>Starts podman with more variables.</summary>
    internal HostProcess Start(Dictionary<string, string?> variables, params string[] arguments) => HostProcess.StartProgram(
        "podman", arguments, new Dictionary<string, string?>(variables) { ["CONTAINERS_CONF"] = Settings }, _folder.Path, "");

    /// <summary>Starts a shell in which podman is set up.</summary>
    internal HostProcess StartShell(string script, string folder) => HostProcess.StartProgram(
        "bash", ["-c", script], new Dictionary<string, string?> { ["CONTAINERS_CONF"] = Settings }, folder, "");

    public void Dispose()
    {
        _building.Dispose();
        _folder.Dispose();
    }

    private async Task ImportBaseAsync()
    {
        if ((await RunAsync("image", "exists", Base)).ExitCode == 0) return;
        Assert.SkipUnless(
            File.Exists(BaseArchive), $"There is no base for the processor's image at {BaseArchive} (scripts/make-test-base).");
        await RequireAsync("import", BaseArchive, Base);
    }
}
