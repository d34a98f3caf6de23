using Amazon.Runtime;
using GlacierBatch.Tests.Containers;
using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// The whole pipeline as a user types it, from nothing to outputs on this machine and back to nothing: the environment that the product
/// provisions, its job definition, and the image that it ships, in containers that write to the bucket.
/// </summary>
public sealed class ContainerPipelineTests(ContainerImages images)
{
    private const string AwsRegion = "us-east-1";

    [Fact]
    public async Task Our_image_runs_in_containers_and_its_outputs_pass_in_the_bucket()
    {
        await using var home = await ContainerHome.StartAsync(images, AwsRegion);
        using var session = new ModuleSession();
        try
        {
            Provision(session, home);

            // Two runs of one task each: moto tells no child of an array which it is.
            var jobs = session.Run("""
                $jobs = foreach ($satellite in 'sentinel2', 'landsat') {
                    Submit-GlacierJob 134_Arsuk -Satellite $satellite -Date1 2025-08-01 -Date2 2025-08-06 `
                        -Environment $name -RunName "$name-$satellite"
                }
                $jobs | Wait-GlacierJob -Timeout 600
                """);
            Assert.Equal(["SUCCEEDED", "SUCCEEDED"], jobs.Select(job => $"{job.Properties["Status"].Value}"));

            var verdicts = session.Run("$jobs | Test-GlacierOutput");
            Assert.Equal(["Passed", "Passed"], verdicts.Select(verdict => $"{verdict.Properties["Status"].Value}"));
            var lines = session.Run("$jobs | Get-GlacierJobLog | ForEach-Object Message").Select(line => line.ToString()).ToArray();
            Assert.Equal(2, lines.Count(line => line.Contains("The script has begun.", StringComparison.Ordinal)));
            var saved = session.Run("$jobs | Save-GlacierOutput -Path $folder/saved");
            Assert.NotEmpty(saved);
            Assert.NotEmpty(Directory.GetFiles(Path.Combine(session.Folder, "saved"), "*.tif", SearchOption.AllDirectories));

            // The containers' own words, as moto keeps them; the records name the image that wrote them.
            var printed = await AwsCommandLine.RunAsync(
                home.Proxy.Url, "--region", AwsRegion, "logs", "filter-log-events", "--log-group-name", "/aws/batch/job",
                "--query", "events[].message");
            Assert.Equal(2, printed.Split("The script has begun.").Length - 1);
            Assert.Equal([home.Image, home.Image], await home.ImagesOfAsync($"{session.Name}-sentinel2", $"{session.Name}-landsat"));
            Assert.Empty(await home.ContainersAsync(session.Name));
            session.Run("Remove-GlacierBatch $name -Force");
        }
        finally
        {
            await home.EndContainersAsync(session.Name);
        }
    }

    private static void Provision(ModuleSession session, ContainerHome home)
    {
        session.Set("bucket", home.Bucket);
        session.Set("endpoint", home.Proxy.Url);
        session.Set("image", home.Image);
        session.Set("own", home.Workload);
        session.Set("role", MotoCloud.ServiceRole);
        session.Set("keys", new BasicAWSCredentials("testing", "testing"));
        session.Run($$"""
            New-GlacierBatchEnvironment $name -Service Batch -Bucket $bucket -AwsRegion {{AwsRegion}} -EndpointUrl $endpoint `
                -Credential $keys -ServiceRole $role -Image $image -Workload $own
            """);
    }
}
