using GlacierBatch.Core;
using GlacierBatch.Core.Services.Batch;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>An update that would restart what jobs run on, from New's request to CloudFormation's change set.</summary>
public sealed class GuardedUpdateTests(MotoServer moto) : IAsyncLifetime
{
    // moto's change sets are empty: what AWS says of this one is put in its place.
    private const string Changes = """
        <DescribeChangeSetResponse><DescribeChangeSetResult><Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type>
        <ResourceChange><Action>Modify</Action><LogicalResourceId>SpotEnvironment</LogicalResourceId>
        <ResourceType>AWS::Batch::ComputeEnvironment</ResourceType><Replacement>False</Replacement></ResourceChange></member></Changes>
        </DescribeChangeSetResult></DescribeChangeSetResponse>
        """;

    private MotoCloud _cloud = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await MotoCloud.OpenAsync(moto, "eu-west-3");

    public ValueTask DisposeAsync()
    {
        _cloud?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false, "UpdateDisturbsJobs", 0)]
    [InlineData(true, "EnvironmentDiffers", 1)]
    public async Task It_is_refused_while_jobs_run_unless_it_is_forced(bool isForced, string errorId, int executions)
    {
        var bucket = await _cloud.NewBucketAsync();
        var name = $"guarded-{isForced}".ToLowerInvariant();
        var record = await _cloud.Provisioner().DeployAsync(MotoCloud.Request(name, bucket), Cancel);
        var executed = 0;
        await using var proxy = FaultProxy.Start(_cloud.Endpoint, standIn: (request, body) =>
        {
            if (request.Target.EndsWith("/v1/listjobs", StringComparison.Ordinal))
                return (200, """{"jobSummaryList":[{"jobId":"j","jobName":"n","status":"RUNNING"}]}""");
            var text = System.Text.Encoding.UTF8.GetString(body);
            if (text.Contains("Action=ExecuteChangeSet", StringComparison.Ordinal)) Interlocked.Increment(ref executed);
            return text.Contains("Action=DescribeChangeSet", StringComparison.Ordinal) ? (200, Changes) : null;
        });
        var settings = new BatchSettings { InstanceTypes = ["m5.2xlarge"], Force = isForced };

        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => _cloud.Provisioner(clients: _cloud.Open(proxy.Url))
            .DeployAsync(MotoCloud.Request(name, bucket, settings, record), Cancel));

        // Forced it is made; that moto makes nothing of it is then found out by reading back.
        Assert.Equal((errorId, executions), (fault.ErrorId, executed));
        if (!isForced) Assert.Contains("-Force", fault.Recommendation, StringComparison.Ordinal);
    }
}
