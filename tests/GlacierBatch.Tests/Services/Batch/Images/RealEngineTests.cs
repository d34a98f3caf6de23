using GlacierBatch.Core;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>Podman and Buildah build and push to a real registry, with the password of moto's ECR.</summary>
public sealed class RealEngineTests(MotoServer moto)
{
    [Theory]
    [InlineData(EngineKind.Podman)]
    [InlineData(EngineKind.Buildah)]
    public async Task An_image_is_known_by_the_digest_that_the_registry_gives(EngineKind kind)
    {
        var program = kind.ToString().ToLowerInvariant();
        var name = $"glacier-{program}";
        using var registry = await LocalRegistry.StartAsync(program);
        using var folder = Image();
        using var engine = new EngineScript(kind, $"exec {program} \"$@\"");
        using var ecr = await EcrAsync(name);
        var told = new List<string>();
        var publisher = new ImagePublisher(ecr, line =>
        {
            lock (told) told.Add(line);
        });

        var image = await publisher.PublishAsync(
            new ImageRequest { Folder = folder.Path }.Validated(), engine.Engine, "one", $"{registry.Host}/{name}",
            TestContext.Current.CancellationToken);

        Assert.Equal($"{registry.Host}/{name}@{await registry.DigestAsync(name, image.Tag)}", image.Image);
        Assert.Contains(engine.Calls, call => call.Contains("--password-stdin", StringComparison.Ordinal));
        Assert.DoesNotContain(LocalRegistry.Password, string.Join('\n', engine.Calls.Concat(told)), StringComparison.Ordinal);
        Assert.DoesNotContain(LocalRegistry.Password, engine.Variables, StringComparison.Ordinal);
        var login = engine.Variables.Split('\n')
            .First(line => line.StartsWith("REGISTRY_AUTH_FILE=", StringComparison.Ordinal)).Split('=')[1];
        Assert.False(Directory.Exists(Path.GetDirectoryName(login)), "The login was left behind.");

        // The same content has the same tag and digest.
        var again = await publisher.PublishAsync(
            new ImageRequest { Folder = folder.Path }, engine.Engine, "one", $"{registry.Host}/{name}",
            TestContext.Current.CancellationToken);
        Assert.Equal((image.Tag, image.Image), (again.Tag, again.Image));
    }

    [Fact]
    public async Task A_registry_that_refuses_the_password_fails_at_the_login_and_a_broken_Dockerfile_at_the_build()
    {
        using var registry = await LocalRegistry.StartAsync("podman");
        using var folder = Image();
        var request = new ImageRequest { Folder = folder.Path };
        var engine = new ContainerEngine(EngineKind.Podman);
        var publisher = new ImagePublisher(new FixedEcr("another-password"), _ => { });
        Task<PublishedImage> PublishAsync() =>
            publisher.PublishAsync(request, engine, "one", $"{registry.Host}/glacier", TestContext.Current.CancellationToken);

        var login = await Assert.ThrowsAsync<GlacierBatchException>(PublishAsync);
        File.AppendAllText(folder.File("Dockerfile"), "COPY nothing /nothing\n");
        var build = await Assert.ThrowsAsync<GlacierBatchException>(PublishAsync);

        Assert.Contains("could not log in", login.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-password", login.ToString(), StringComparison.Ordinal);
        Assert.Contains("could not build", build.Message, StringComparison.Ordinal);
        Assert.Contains("nothing", build.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repository_that_there_is_not_is_told_before_anything_is_pushed()
    {
        using var folder = Image();
        using var podman = new EngineScript(EngineKind.Podman,
            $$"""while [ "$1" != --iidfile ]; do shift; done; printf '{{new string('a', 64)}}' > "$2" """);
        using var ecr = new EcrClient(TestConnections.To(await moto.UrlAsync()));

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => new ImagePublisher(ecr, _ => { }).PublishAsync(
            new ImageRequest { Folder = folder.Path }, podman.Engine, "one", "123456789012.dkr.ecr.us-west-2.amazonaws.com/not-there",
            TestContext.Current.CancellationToken));

        Assert.Equal(ErrorKind.NotFound, fault.Kind);
        Assert.Single(podman.Calls);
    }

    private static TemporaryFolder Image()
    {
        var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("content"), Guid.NewGuid().ToString());
        File.WriteAllText(folder.File("Dockerfile"), "FROM scratch\nCOPY content /content\n");
        return folder;
    }

    private async Task<EcrClient> EcrAsync(string repository)
    {
        var endpoint = await moto.UrlAsync();
        await AwsCommandLine.RunAsync(endpoint, "ecr", "create-repository", "--repository-name", repository);
        return new EcrClient(TestConnections.To(endpoint));
    }
}
