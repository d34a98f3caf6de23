using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>
/// The module in a pwsh where another version of AWS's library is loaded and in use already, as AWS.Tools of another version brings
/// one. The process has one context that all but ours share, so that whoever comes second would get what is there.
/// </summary>
public sealed class OtherSdkTests(MotoServer moto)
{
    private const string Region = "eu-south-1";

    /// <summary>Versions that AWS.Tools 4 and 5 came with.</summary>
    [Theory]
    [InlineData("3.7.501.1")]
    [InlineData("4.0.101.1")]
    public async Task Both_versions_work_side_by_side_and_ours_takes_the_others_credentials(string version)
    {
        using var cloud = await MotoCloud.OpenAsync(moto, Region);
        using var session = new PwshSession();
        var bucket = await cloud.NewBucketAsync();
        var folder = Path.Combine(AppContext.BaseDirectory, "other-sdk", version);

        var lines = await session.RunAsync(
            """
            $core, $s3, $bucket, $endpoint, $role = $rest
            Add-Type -Path $core, $s3
            $keys = [Amazon.Runtime.BasicAWSCredentials]::new('testing', 'testing')
            $settings = [Amazon.S3.AmazonS3Config]::new()
            $settings.ServiceURL = $endpoint
            $settings.ForcePathStyle = $true
            $theirs = [Amazon.S3.AmazonS3Client]::new($keys, $settings)
            function Show-Theirs {
                'theirs: ' + @($theirs.ListBucketsAsync().GetAwaiter().GetResult().Buckets.BucketName -eq $bucket).Count
            }

            Show-Theirs
            Import-Module $manifest
            $aws = @{ Service = 'Batch'; Bucket = $bucket; AwsRegion = 'eu-south-1'; EndpointUrl = $endpoint; ServiceRole = $role }
            $made = New-GlacierBatchEnvironment beside @aws -Credential $keys
            'made: ' + $made.Service
            'known: ' + (Get-GlacierBatchEnvironment -Bucket $bucket -AwsRegion eu-south-1 -EndpointUrl $endpoint -Credential $keys).Name
            'queue: ' + (Test-GlacierBatchEnvironment beside -Credential $keys | Where-Object Name -EQ 'Queue').Status
            Show-Theirs
            Remove-GlacierBatch beside -Force -Credential $keys
            foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
                foreach ($assembly in $context.Assemblies) {
                    if ($assembly.GetName().Name -eq 'AWSSDK.Core') { "loaded: $($context.Name) $($assembly.Location)" }
                }
            }
            """,
            Path.Combine(folder, "AWSSDK.Core.dll"), Path.Combine(folder, "AWSSDK.S3.dll"), bucket, cloud.Endpoint.AbsoluteUri,
            MotoCloud.ServiceRole);

        Assert.Equal(["theirs: 1", "made: Batch", "known: beside", "queue: Passed", "theirs: 1"], lines.Take(5));
        Assert.Equal(2, lines.Count(line => line.StartsWith("loaded: ", StringComparison.Ordinal)));
        Assert.Contains($"loaded: Default {Path.Combine(folder, "AWSSDK.Core.dll")}", lines);
        Assert.Contains($"loaded: GlacierBatch {Path.Combine(RepositoryRoot.Path, "module", "bin", "AWSSDK.Core.dll")}", lines);
    }
}
