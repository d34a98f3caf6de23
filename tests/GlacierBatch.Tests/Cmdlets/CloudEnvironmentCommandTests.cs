using GlacierBatch.Tests.Services.Batch.Provisioning;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Cmdlets;

/// <summary>New, Test, Set, Remove and Export as a user types them, in a process of their own, on moto.</summary>
public sealed class CloudEnvironmentCommandTests(MotoServer moto)
{
    private const string Region = "eu-north-1";

    [Fact]
    public async Task An_environment_is_planned_made_made_again_changed_checked_and_removed()
    {
        using var cloud = await MotoCloud.OpenAsync(moto, Region);
        using var session = new HostSession();
        session.Variables["AWS_ACCESS_KEY_ID"] = "AKIAGLACIERTESTKEY09";
        session.Variables["AWS_SECRET_ACCESS_KEY"] = "secretkey/GLACIER/never/in/any/output/0009";
        var bucket = await cloud.NewBucketAsync();

        var lines = await session.RunAsync(
            """
            $bucket, $endpoint, $role = $rest
            $aws = @{ Service = 'Batch'; Bucket = $bucket; AwsRegion = 'eu-north-1'; EndpointUrl = $endpoint; ServiceRole = $role }
            New-GlacierBatchEnvironment greenland @aws -WhatIf
            'known: ' + @(Get-GlacierBatchEnvironment).Count
            $made = New-GlacierBatchEnvironment greenland @aws
            'made: {0} {1} {2} {3}' -f $made.Service, $made.AwsRegion, $made.AccountId, $made.Compute
            $again = @(New-GlacierBatchEnvironment greenland -Verbose 4>&1)
            'again: ' + $again[-1].MaxvCpu
            'told: ' + @($again | ForEach-Object { "$_" } | Where-Object { $_ -like '*Subnets:*' }).Count
            $set = Set-GlacierBatchEnvironment greenland -MemoryMiB 6144
            'set: ' + $set.MemoryMiB
            try { Set-GlacierBatchEnvironment greenland -MemoryMiB 500000 } catch { 'refused: ' + $_.FullyQualifiedErrorId }
            $checks = Test-GlacierBatchEnvironment greenland
            'queue: ' + ($checks | Where-Object Name -eq 'Queue').Status
            'quiet: ' + (Test-GlacierBatchEnvironment greenland -Quiet)
            Remove-GlacierBatch greenland -Force -Verbose 4>&1 | ForEach-Object { "$_" }
            'left: ' + @(Get-GlacierBatchEnvironment).Count
            """,
            bucket, cloud.Endpoint.AbsoluteUri, MotoCloud.ServiceRole);

        var all = string.Join('\n', lines);
        Assert.Contains(lines, line => line.StartsWith("What if:", StringComparison.Ordinal)
            && line.Contains("SpotQueue (AWS::Batch::JobQueue)", StringComparison.Ordinal));
        Assert.Contains("known: 0", lines);
        Assert.Contains("made: Batch eu-north-1 123456789012 Spot", lines);
        Assert.Contains("again: 256", lines);
        Assert.DoesNotContain("told: 0", lines);
        Assert.Contains("set: 6144", lines);
        Assert.Contains(lines, line => line.StartsWith("refused: TaskNeverFits", StringComparison.Ordinal));
        Assert.Contains("queue: Passed", lines);
        Assert.Contains("quiet: False", lines);
        Assert.Contains("Nothing of the environment greenland is left at AWS.", all);
        Assert.Contains("left: 0", lines);
        Assert.DoesNotContain("never/in/any/output", all);
        Assert.Equal("", await cloud.AwsAsync(
            "batch", "describe-job-queues", "--query", "jobQueues[?contains(jobQueueName,'GlacierBatch-greenland')].jobQueueName"));
        var records = await cloud.Clients.S3.ListObjectsV2Async(
            new Amazon.S3.Model.ListObjectsV2Request { BucketName = bucket, Prefix = "environments/greenland" },
                TestContext.Current.CancellationToken);
        Assert.Equal(0, records.KeyCount);
    }

    [Fact]
    public void The_template_is_written_for_an_administrator_and_nothing_is_overwritten()
    {
        using var session = new ModuleSession();

        var file = session.One("Export-GlacierTemplate $folder/t.yaml");
        var second = session.Fail("Export-GlacierTemplate $folder/t.yaml");
        session.Run("Export-GlacierTemplate $folder/t.yaml -Force -KeepImage; Export-GlacierTemplate $folder/u.yaml -WhatIf");

        Assert.Equal("t.yaml", file.Text("Name"));
        Assert.StartsWith("FileExists", second.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("DeletionPolicy: Retain", File.ReadAllText(Path.Combine(session.Folder, "t.yaml")));
        Assert.False(File.Exists(Path.Combine(session.Folder, "u.yaml")));
    }
}
