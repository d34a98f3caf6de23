using System.IO.Compression;
using System.Management.Automation;
using Amazon.Runtime;
using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.Services.Batch.Images;
using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// The whole runbook on an AWS whose jobs are containers: images are built and pushed to a registry and pulled from there, the logs are
/// what containers printed, the outputs what they wrote to the bucket. moto plays AWS; what it does not do is said in ContainerHome.
/// </summary>
public sealed class RunbookContainerTests(ContainerImages images)
{
    private const string AwsRegion = "us-east-1";
    private const int Regions = 3;

    [Fact]
    public async Task Six_checkpoints_are_go_by_what_containers_did()
    {
        using var registry = await LocalRegistry.StartAsync("podman");
        await using var home = await ContainerHome.StartAsync(images, AwsRegion, registry);
        using var session = new ModuleSession();
        Task<string> AwsAsync(params string[] arguments) =>
            AwsCommandLine.RunAsync(home.Proxy.Url, ["--region", AwsRegion, .. arguments]);
        try
        {
            await MakeFunctionAsync(AwsAsync, session.Folder);
            Provision(session, home);

            // Debian has no pystac_client, which the group's scripts for landsat import: the image that is built from it is no GO.
            var first = session.Run($$"""
                $stack = @{
                    BASE = '{{ContainerImages.Base}}'; LOCK = 'debian.apt'; REVISION = 'test'; SOURCE = '{{ContainerImages.Source}}'
                }
                Start-GlacierRunbook $name -Engine Podman -BuildArgument $stack -ExpectedCount 1 -ExpectedSize 234KB `
                    -Index 0:{{Regions}} -LambdaFunction glacier -StatusPath $folder/status
                """);
            Assert.Equal(["1 Go", "2 Go", "3 NoGo"], first.Select(step => $"{step.Text("Step")} {step.Text("Decision")}"));
            var missing = Criteria(session, 3, each => each.Text("Verdict") == "Failed");
            Assert.Equal(["Job", "Imports"], missing.Texts("Name"));
            Assert.Contains("pystac_client FAILED", missing[1].Text("Evidence"));

            // The team mends the image, and goes on.
            session.Set("mended", Mend(session.Folder));
            var rest = session.Run("""
                $null = Publish-GlacierImage $name -Path $mended -Engine Podman
                Start-GlacierRunbook $name -SkipImage -StatusPath $folder/status
                """);

            Assert.All(rest, step => Assert.True(step.Text("Decision") == "Go", step.Text("Reason")));
            Assert.Equal(["1", "1", "2", "1", "1", "1"], rest.Texts("Attempt"));
            var all = Enumerable.Range(1, 6).SelectMany(step => Criteria(session, step, _ => true)).ToList();
            Assert.Equal(36, all.Count);
            Assert.All(all, criterion => Assert.Equal("Passed", criterion.Text("Verdict")));
            RequireImage(session, registry);
            Assert.Equal(["64", "64"], (await AwsAsync(
                "batch", "describe-compute-environments", "--query", "computeEnvironments[].computeResources.maxvCpus")).Split('\t'));
            await RequireRealNamesAsync(session, AwsAsync);
            await RequireSuitesAsync(session, home, all, AwsAsync);
            session.Run("Remove-GlacierBatch $name -Force");
        }
        finally
        {
            await home.EndContainersAsync(session.Name);
        }
    }

    /// <summary>The evidence is of what the registry holds, and that is what the jobs ran in.</summary>
    private static void RequireImage(ModuleSession session, LocalRegistry registry)
    {
        var image = session.One("Get-GlacierBatchEnvironment $name").Text("Image");
        var (repository, digest) = (image.Split('@')[0].Split('/', 2)[1], image.Split('@')[1]);
        var there = registry.Find(repository, digest);
        Assert.NotNull(there);
        Assert.Equal(digest, there.Value.Digest);
        string Evidence(string name) => Assert.Single(Criteria(session, 3, each => each.Text("Name") == name)).Text("Evidence");
        Assert.Equal((image, $"{there.Value.Bytes} bytes"), (Evidence("Image"), Evidence("ImageSize")));
        Assert.Contains("gdal", Evidence("Imports"));
    }

    private static async Task RequireRealNamesAsync(ModuleSession session, Func<string[], Task<string>> aws)
    {
        var written = await File.ReadAllTextAsync(Path.Combine(session.Folder, "status", "BATCH_DEPLOYMENT.md"));
        var page = written.Replace("\\", "", StringComparison.Ordinal);
        var queues = (await aws(["batch", "describe-job-queues", "--query", "jobQueues[].jobQueueArn"])).Split('\t');
        var roles = await aws(["iam", "list-roles", "--query", $"Roles[?contains(RoleName,'{session.Name}')].Arn"]);
        string?[] names =
        [
            .. queues, session.One("Get-GlacierBatchEnvironment $name").Text("Image"),
            await aws(["cloudformation", "describe-stacks", "--query", "Stacks[0].StackName"]),
            await aws(["logs", "describe-log-groups", "--query", $"logGroups[?contains(logGroupName,'{session.Name}')].logGroupName"]),
        ];
        Assert.Equal(2, queues.Length);
        Assert.All(names, name => Assert.Contains(name ?? "nothing", page));
        Assert.Contains(roles.Split('\t'), role => page.Contains(role, StringComparison.Ordinal));
    }

    /// <summary>Whoever verifies the checkpoints by Pester on another machine finds each criterion held, and then what is broken.</summary>
    private static async Task RequireSuitesAsync(
        ModuleSession session, ContainerHome home, IReadOnlyList<PSObject> criteria, Func<string[], Task<string>> aws)
    {
        using var suites = new CheckpointSuites(session.Name, home.Bucket, AwsRegion, home.Proxy.Url);
        var held = await suites.VerifyAsync(1, 2, 3, 4, 5, 6);
        Assert.Equal(
            [(1, 4, 0, 0), (2, 4, 0, 0), (3, 7, 0, 0), (4, 9, 0, 0), (5, 6, 0, 0), (6, 6, 0, 0)],
            held.Select(suite => (suite.Step, suite.PassedCount, suite.FailedCount, suite.SkippedCount)));
        Assert.All(held, suite => Assert.Equal(("Passed", 0), (suite.Status, suite.ExitCode)));
        Assert.Equal(criteria.Texts("Name").Order(), held.SelectMany(suite => suite.Criteria("Passed")).Order());

        var root = $"s3://{home.Bucket}";
        await aws(["s3", "rm", $"{root}/batch-test/geospatial_test.txt"]);
        await aws(["s3", "rm", root, "--recursive", "--exclude", "*", "--include", "*/140_CentralLindenow/metadata/individual_csv/*"]);
        var broken = await suites.VerifyAsync(3, 4);
        Assert.All(broken, suite => Assert.Equal(("Failed", 1), (suite.Status, suite.ExitCode)));
        Assert.Equal((6, 1, 0), (broken[0].PassedCount, broken[0].FailedCount, broken[0].SkippedCount));
        Assert.Equal(["SuccessObject"], broken[0].Criteria("Failed"));
        Assert.Equal((7, 2, 0), (broken[1].PassedCount, broken[1].FailedCount, broken[1].SkippedCount));
        Assert.Equal(["Output", "IndividualCsv"], broken[1].Criteria("Failed"));
        Assert.StartsWith("SuccessObject: it is written: Failed, s3://", Assert.Single(broken[0].Warnings));

        // What reads the bucket is not there: that is no pass.
        var blind = Assert.Single(await suites.WithoutPrograms().VerifyAsync(2));
        Assert.Equal(("Unchecked", 2), (blind.Status, blind.ExitCode));
        Assert.Equal(["Content"], blind.Criteria("Inconclusive"));
        Assert.Contains("aws, which reads the bucket, is not installed", Assert.Single(blind.Warnings));
    }

    private static IReadOnlyList<PSObject> Criteria(ModuleSession session, int step, Func<PSObject, bool> filter) =>
        [.. session.Run("(Get-GlacierCheckpoint $args[0] -Environment $name).Criteria", step).Where(filter)];

    /// <summary>The processor's image with something by the name of what is missing.</summary>
    private static string Mend(string folder)
    {
        var mended = Directory.CreateDirectory(Path.Combine(folder, "mended")).FullName;
        File.WriteAllText(Path.Combine(mended, "pystac_client.py"), "__version__ = '0 (a stand-in)'\n");
        File.WriteAllText(Path.Combine(mended, "Dockerfile"), $"""
            FROM {ContainerImages.Processor}
            COPY --chmod=0644 pystac_client.py /usr/lib/python3/dist-packages/

            """);
        return mended;
    }

    private static async Task MakeFunctionAsync(Func<string[], Task<string>> aws, string folder)
    {
        var archive = Path.Combine(folder, "function.zip");
        await using (var zip = await ZipFile.OpenAsync(archive, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            await using var file = await zip.CreateEntry("glacier.py").OpenAsync(TestContext.Current.CancellationToken);
            file.Write("def handler(event, context): return event\n"u8);
        }

        var role = await aws(
            ["iam", "create-role", "--role-name", "lambda", "--assume-role-policy-document", "{}", "--query", "Role.Arn"]);
        await aws(
            ["lambda", "create-function", "--function-name", "glacier", "--runtime", "python3.12", "--role", role, "--handler",
             "glacier.handler", "--zip-file", $"fileb://{archive}"]);
    }

    private static void Provision(ModuleSession session, ContainerHome home)
    {
        session.Set("bucket", home.Bucket);
        session.Set("endpoint", home.Proxy.Url);
        session.Set("own", home.Workload);
        session.Set("role", MotoCloud.ServiceRole);
        session.Set("keys", new BasicAWSCredentials("testing", "testing"));
        session.Run($$"""
            New-GlacierBatchEnvironment $name -Service Batch -Bucket $bucket -AwsRegion {{AwsRegion}} -EndpointUrl $endpoint `
                -Credential $keys -ServiceRole $role -Workload $own -MaxvCpu 8
            """);
    }
}
