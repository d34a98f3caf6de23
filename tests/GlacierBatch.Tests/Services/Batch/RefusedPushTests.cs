using System.Management.Automation;
using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch.Images;
using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.Services.Batch.Images;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>A real registry that answers podman's uploads with 403, as ECR does whom it gives no right to push.</summary>
[Collection(CloudHome.InThisProcess)]
public sealed class RefusedPushTests(MotoServer moto, ContainerImages images) : IAsyncLifetime
{
    private readonly string _repository = $"refused-{Guid.NewGuid():N}";
    private readonly TemporaryFolder _folder = new();
    private LocalRegistry? _registry;
    private FaultProxy? _gate;
    private CloudHome? _home;

    public async ValueTask InitializeAsync()
    {
        _registry = await LocalRegistry.StartAsync("podman");
        _gate = FaultProxy.Start(new Uri($"http://{_registry.Host}"));
        await AwsCommandLine.RunAsync(
            await moto.UrlAsync(), "--region", "us-east-1", "ecr", "create-repository", "--repository-name", _repository);
        _home = await CloudHome.CreateAsync(
            moto, CloudHome.Record with { Image = null, RepositoryUri = $"127.0.0.1:{_gate.Url.Port}/{_repository}" });
        File.WriteAllText(_folder.File("content"), _repository);
        File.WriteAllText(_folder.File("Dockerfile"), "FROM scratch\nCOPY content /content\n");
    }

    public async ValueTask DisposeAsync()
    {
        if (_home is not null) await _home.DisposeAsync();
        if (_gate is not null) await _gate.DisposeAsync();
        _registry?.Dispose();
        _folder.Dispose();
    }

    private LocalRegistry Registry => _registry ?? throw new InvalidOperationException("The test has not begun.");

    private FaultProxy Gate => _gate ?? throw new InvalidOperationException("The test has not begun.");

    private CloudHome Home => _home ?? throw new InvalidOperationException("The test has not begun.");

    [Fact]
    public async Task A_push_is_tried_again_while_the_roles_are_young()
    {
        var told = new List<string>();
        // However often podman itself tries a push, it is refused until the product has waited twice.
        Refuse(() => Waits(told) < 2);

        var image = await PublishAsync(new HastyTime(haste: 20), told);

        Assert.Equal($"{Repository}@{await Registry.DigestAsync(_repository, image.Tag)}", image.Image);
        Assert.Equal((2, 3), (Waits(told), Pushes(told)));
    }

    [Fact]
    public async Task A_refusal_is_believed_once_the_roles_are_half_an_hour_old()
    {
        Refuse(() => true);
        var told = new List<string>();

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => PublishAsync(new HastyTime(), told));

        Assert.Equal((ErrorKind.PermissionDenied, "ImageRefused"), (fault.Kind, fault.ErrorId));
        Assert.Contains("denied: not authorized to push", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ecr:PutImage", fault.Recommendation, StringComparison.Ordinal);
        Assert.Equal(Waits(told) + 1, Pushes(told));
    }

    [Fact]
    public async Task It_is_no_go_of_step_one_and_three_and_no_crash_of_the_stack()
    {
        await images.BuildAsync(ContainerImages.Processor);
        await Home.AgeAsync(TimeSpan.FromMinutes(31));
        Refuse(() => true);
        using var session = new ModuleSession();
        session.Set("bucket", Home.Bucket);
        session.Set("endpoint", Home.Proxy.Url);
        session.Set("keys", MotoServer.Credentials);
        session.Run("""
            $null = Get-GlacierBatchEnvironment greenland -Bucket $bucket -AwsRegion us-east-1 -EndpointUrl $endpoint -Credential $keys
            """);

        var one = Take(session, 1, "-Engine Podman");
        var three = Take(session, 3, $$"""
            -BuildArgument @{
                BASE = '{{ContainerImages.Base}}'; LOCK = 'debian.apt'; REVISION = 'test'; SOURCE = '{{ContainerImages.Source}}'
            }
            """);

        Assert.Empty(Home.World.Jobs);
        Assert.All([one, three], step => Assert.Equal(("NoGo", "False"), (step.Text("Decision"), step.Text("IsAbandoned"))));
        Assert.Equal("0", three.Text("CrashedAttempts"));
        Assert.StartsWith("Ecr403 is 1 (none): The registry refuses the push", one.Text("Reason"), StringComparison.Ordinal);
        Assert.StartsWith("Image is no (is yes): The registry refuses the push", three.Text("Reason"), StringComparison.Ordinal);
        foreach (var step in new[] { 1, 3 })
        {
            var refusals = session.One(
                "(Get-GlacierCheckpoint $args[0] -Environment greenland).Criteria | Where-Object Name -eq Ecr403", step);
            Assert.Equal(("Failed", "1"), (refusals.Text("Verdict"), refusals.Text("Value")));
            var page = await File.ReadAllTextAsync(Path.Combine(session.Folder, "status", $"BATCH_STEP{step}_STATUS.md"));
            Assert.Contains("ecr:PutImage", page);
            Assert.Contains("not authorized to push", page);
        }

        session.Try("Remove-GlacierBatch greenland -Force");
    }

    private string Repository => $"127.0.0.1:{Gate.Url.Port}/{_repository}";

    private static int Waits(List<string> told) => Count(told, "The registry refuses the push ");

    private static int Pushes(List<string> told) => Count(told, "podman pushes ");

    private static int Count(List<string> told, string beginning)
    {
        lock (told) return told.Count(line => line.StartsWith(beginning, StringComparison.Ordinal));
    }

    private void Refuse(Func<bool> isRefused)
    {
        const string denied = """{"errors":[{"code":"DENIED","message":"not authorized to push"}]}""";
        Gate.Script(
            request => request.Is("POST", "/blobs/uploads/") && isRefused(),
            new Fault.Answer(403, denied, "application/json"), int.MaxValue);
    }

    private async Task<PublishedImage> PublishAsync(TimeProvider time, List<string> told)
    {
        await using var client = await Home.OpenKnownAsync(time: time);
        var environment = await client.Environments.GetAsync(CloudHome.Environment, CancellationToken.None);
        return await client.Images.PublishPatientlyAsync(
            environment, new ImageRequest { Folder = _folder.Path, Engine = EngineKind.Podman },
            line =>
            {
                lock (told) told.Add(line);
            },
            TestContext.Current.CancellationToken);
    }

    private static PSObject Take(ModuleSession session, int step, string more) => session.One(
        $"Invoke-GlacierCheckpoint {step} greenland -StatusPath $folder/status -WarningAction SilentlyContinue {more}");
}
