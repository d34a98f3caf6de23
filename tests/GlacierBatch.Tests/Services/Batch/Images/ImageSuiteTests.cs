using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Images;

/// <summary>The Pester suite of Publish-GlacierImage, in a real pwsh, with podman, a registry, and moto in front of it.</summary>
public sealed class ImageSuiteTests(ContainerImages images)
{
    private const string AwsRegion = "eu-central-1";

    [Fact]
    public async Task Every_case_of_the_suite_passes_with_a_real_engine_and_registry()
    {
        using var registry = await LocalRegistry.StartAsync("podman");
        await using var home = await ContainerHome.StartAsync(images, AwsRegion, registry);
        using var session = new PwshSession();
        session.Variables["AWS_ACCESS_KEY_ID"] = session.Variables["AWS_SECRET_ACCESS_KEY"] = "testing";
        foreach (var (name, value) in registry.EngineSettings(session.Folder)) session.Variables[name] = value;

        var lines = await session.RunAsync("""
            $pester, $suite, $bucket, $awsRegion, $endpoint, $role, $own = $rest
            $env:GLACIERBATCH_MANIFEST = $manifest
            Import-Module $pester
            $settings = New-PesterConfiguration
            $settings.Run.Container = New-PesterContainer -Path $suite -Data @{
                Bucket = $bucket; AwsRegion = $awsRegion; EndpointUrl = $endpoint; ServiceRole = $role; Workload = $own
            }
            $settings.Run.PassThru = $true
            $settings.Output.Verbosity = 'Detailed'
            $result = Invoke-Pester -Configuration $settings
            "$($result.PassedCount) passed, $($result.TotalCount - $result.PassedCount) not"
            """,
            PwshSession.Pester, Path.Combine(RepositoryRoot.Path, "tests", "Pester", "Image.Tests.ps1"), home.Bucket, AwsRegion,
            home.Proxy.Url.AbsoluteUri, MotoCloud.ServiceRole, home.Workload);

        Assert.True(lines[^1] == "5 passed, 0 not", string.Join('\n', lines));
    }
}
