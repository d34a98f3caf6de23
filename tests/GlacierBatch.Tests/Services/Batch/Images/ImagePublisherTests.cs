using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>How engines are called, and what becomes of their faults; with scripts in their place.</summary>
public sealed class ImagePublisherTests : IDisposable
{
    private const string Password = "a-secret-that-nobody-may-see";
    private const string Repository = "123456789012.dkr.ecr.us-west-2.amazonaws.com/glacier";
    private static readonly string Id = new('a', 64);
    private static readonly string Digest = new('d', 64);

    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _told = [];

    public ImagePublisherTests() => File.WriteAllText(_folder.File("Dockerfile"), "FROM scratch\n");

    public void Dispose() => _folder.Dispose();

    private ImageRequest Request => new() { Folder = _folder.Path };

    // What docker answers, where there is no daemon to be had.
    private static string Docker => $$"""
        case "$1" in
          build) while [ "$1" != --iidfile ]; do shift; done; printf 'sha256:{{Id}}' > "$2";;
          context) echo unix:///home/someone/docker.sock;;
          login) cat > "$here/stdin"; echo "$DOCKER_CONFIG" > "$here/config"; echo secret > "$DOCKER_CONFIG/config.json";;
          push) echo "$DOCKER_CONFIG $DOCKER_HOST" > "$here/push";;
          image) echo 'elsewhere/x@sha256:{{new string('e', 64)}}'; echo '{{Repository}}@sha256:{{Digest}}';;
        esac
        """;

    [Fact]
    public async Task Docker_builds_tags_logs_in_pushes_and_tells_the_digest()
    {
        using var docker = new EngineScript(EngineKind.Docker, Docker);
        var request = Request with { BuildArguments = new Dictionary<string, string> { ["BASE"] = "mirror/python 3; rm -rf /" } };

        var image = await PublishAsync(docker, request);

        Assert.Equal(($"{Repository}@sha256:{Digest}", Id[..16], false), (image.Image, image.Tag, image.WasThere));
        var steps = docker.Calls.Select(line => line.Split(docker.Engine.Program, 2)[1].Trim()).ToList();
        Assert.Equal(["build", "tag", "context", "login", "push", "image"], steps.Select(step => step.Split(' ')[0]));
        Assert.StartsWith("build --platform linux/amd64 --iidfile ", steps[0], StringComparison.Ordinal);
        var end = $"--build-arg BASE=mirror/python 3; rm -rf / --file {_folder.File("Dockerfile")} {_folder.Path}";
        Assert.EndsWith(end, steps[0], StringComparison.Ordinal);
        Assert.Equal($"login --username AWS --password-stdin {Repository.Split('/')[0]}", steps[3]);
        Assert.Equal($"push {Repository}:{Id[..16]}", steps[4]);
        Assert.Contains("BUILDX_NO_DEFAULT_ATTESTATIONS=1", docker.Variables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_goes_to_standard_input_alone_and_nothing_of_it_stays()
    {
        using var docker = new EngineScript(EngineKind.Docker, Docker);

        await PublishAsync(docker, Request);

        Assert.Equal(Password, docker.Read("stdin"));
        Assert.DoesNotContain(Password, string.Join('\n', docker.Calls), StringComparison.Ordinal);
        Assert.DoesNotContain(Password, docker.Variables, StringComparison.Ordinal);
        Assert.DoesNotContain(_told, line => line.Contains(Password, StringComparison.Ordinal));
        // Docker's settings are put aside for a folder of one's own: the daemon that the user's context names is kept.
        var config = docker.Read("config").Trim();
        Assert.Equal($"{config} unix:///home/someone/docker.sock", docker.Read("push").Trim());
        Assert.False(Directory.Exists(config), "The login was left behind.");
    }

    [Fact]
    public async Task A_content_that_is_there_already_is_not_pushed()
    {
        using var docker = new EngineScript(EngineKind.Docker, Docker);

        var image = await PublishAsync(docker, Request, new FixedEcr(Password, (Id[..16], $"sha256:{Digest}")));

        Assert.True(image.WasThere);
        Assert.Equal($"{Repository}@sha256:{Digest}", image.Image);
        Assert.Single(docker.Calls);
    }

    [Theory]
    [InlineData("build", "build")]
    [InlineData("login", "log in")]
    [InlineData("push", "push")]
    public async Task A_fault_names_the_step_and_the_last_lines_and_never_the_password(string verb, string step)
    {
        using var docker = new EngineScript(EngineKind.Docker,
            $"if [ \"$1\" = {verb} ]; then for i in 1 2 3 4 5 6 7 8; do echo line $i; done; echo \"no: {Password}\"; exit 3; fi\n{Docker}");

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => PublishAsync(docker, Request));

        Assert.Equal("ImageStepFailed", fault.ErrorId);
        Assert.Contains($"could not {step} (exit 3)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 8", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("line 1 ", fault.Message, StringComparison.Ordinal);
        // Before the login nobody knows it, so nothing of it can be hidden.
        if (verb != "build") Assert.DoesNotContain(Password, fault.ToString() + string.Join('\n', _told), StringComparison.Ordinal);
        if (docker.Has("config")) Assert.False(Directory.Exists(docker.Read("config").Trim()), "The login was left behind.");
    }

    [Fact]
    public async Task The_first_engine_that_answers_is_taken_and_a_named_one_says_why_it_does_not()
    {
        using var docker = new EngineScript(EngineKind.Docker, "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
        using var podman = new EngineScript(EngineKind.Podman, "echo 4.3.1");
        var publisher = new ImagePublisher(new FixedEcr(Password), _told.Add);

        var found = await publisher.FindEngineAsync([docker.Engine, podman.Engine], TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(
            () => publisher.FindEngineAsync([docker.Engine], TestContext.Current.CancellationToken));
        var missing = new ContainerEngine(EngineKind.Buildah) { Program = _folder.File("nothing") };
        var none = await Assert.ThrowsAsync<GlacierBatchException>(
            () => publisher.FindEngineAsync([docker.Engine, missing], TestContext.Current.CancellationToken));

        Assert.Equal(podman.Engine, found);
        Assert.Contains("Cannot connect to the Docker daemon", fault.Message, StringComparison.Ordinal);
        Assert.Equal("EngineNotFound", none.ErrorId);
    }

    [Fact]
    public async Task A_build_that_is_stopped_leaves_no_process()
    {
        using var podman = new EngineScript(EngineKind.Podman, "sleep 600 & echo $! > \"$here/child\"; echo begun; wait");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var publisher = new ImagePublisher(new FixedEcr(Password), line =>
        {
            if (line == "begun") stop.Cancel();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => publisher.PublishAsync(Request, podman.Engine, "one", Repository, stop.Token));

        var child = int.Parse(podman.Read("child"), System.Globalization.CultureInfo.InvariantCulture);
        await Eventually.TrueAsync(() => !File.Exists($"/proc/{child}/cmdline") || File.ReadAllText($"/proc/{child}/cmdline").Length == 0);
    }

    [Theory]
    [InlineData("linux/amd64; id", "InvalidPlatform")]
    [InlineData("windows/amd64", "InvalidPlatform")]
    [InlineData("--help", "InvalidPlatform")]
    public void A_platform_that_is_none_is_refused(string platform, string id) =>
        Assert.Equal(id, Assert.Throws<GlacierBatchException>(() => (Request with { Platform = platform }).Validated()).ErrorId);

    [Fact]
    public void A_folder_without_a_Dockerfile_and_an_argument_that_is_none_are_refused()
    {
        var arguments = new Dictionary<string, string> { ["--x"] = "1" };

        Assert.Equal("DockerfileNotFound", Assert.Throws<GlacierBatchException>(
            () => (Request with { Folder = _folder.File("other") }).Validated()).ErrorId);
        Assert.Equal("InvalidBuildArgument", Assert.Throws<GlacierBatchException>(
            () => (Request with { BuildArguments = arguments }).Validated()).ErrorId);
        Assert.Equal(Request.Folder, Request.Validated().Folder);
    }

    private Task<PublishedImage> PublishAsync(EngineScript engine, ImageRequest request, FixedEcr? ecr = null) =>
        new ImagePublisher(ecr ?? new FixedEcr(Password), line =>
        {
            lock (_told) _told.Add(line);
        }).PublishAsync(request, engine.Engine, "one", Repository, TestContext.Current.CancellationToken);
}
