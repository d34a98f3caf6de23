using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>Our signatures, checked by somebody else's implementation, and what a user without a right is told.</summary>
public sealed class MotoSignatureTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string Policy =
        """
        {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*",
        "Action":["batch:*","cloudformation:DescribeStacks","logs:DescribeLogGroups"]}]}
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_signature_is_accepted_a_wrong_one_refused_and_a_missing_right_named()
    {
        await AwsCommandLine.RunAsync(moto.Endpoint, "iam", "create-user", "--user-name", "glacier");
        await AwsCommandLine.RunAsync(
            moto.Endpoint, "iam", "put-user-policy", "--user-name", "glacier", "--policy-name", "p", "--policy-document", Policy);
        var keys = (await AwsCommandLine.RunAsync(
            moto.Endpoint, "iam", "create-access-key", "--user-name", "glacier", "--query", "AccessKey.[AccessKeyId,SecretAccessKey]"))
            .Split('\t');
        using (var http = new HttpClient())
        using (var body = new StringContent("0"))
        using (var answer = await http.PostAsync(new Uri(moto.Endpoint, "/moto-api/reset-auth"), body, Cancel))
            answer.EnsureSuccessStatusCode();

        var connection = Connect(keys[0], keys[1]);
        using var batch = new BatchClient(connection);
        using var stacks = new CloudFormationClient(connection);
        using var logs = new LogsClient(connection);
        using var ecr = new EcrClient(connection);
        using var forger = new BatchClient(Connect(keys[0], "not-the-secret"));

        Assert.Empty((await batch.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), Cancel)).JobQueues);
        Assert.Empty((await stacks.DescribeStacksAsync(new DescribeStacksRequest(), Cancel)).Stacks);
        Assert.Empty((await logs.DescribeLogGroupsAsync(new DescribeLogGroupsRequest(), Cancel)).LogGroups);

        var denied = await Assert.ThrowsAsync<AmazonServiceException>(
            () => ecr.DescribeRepositoriesAsync(new DescribeRepositoriesRequest(), Cancel));
        Assert.Equal("AwsAccessDenied", AwsFault.ToException(denied).ErrorId);
        Assert.Contains("ecr:DescribeRepositories", AwsFault.ToException(denied).Message);
        var refused = await Assert.ThrowsAsync<AmazonServiceException>(
            () => forger.DescribeJobQueuesAsync(new DescribeJobQueuesRequest(), Cancel));
        Assert.Equal("AwsCredentialsRefused", AwsFault.ToException(refused).ErrorId);
    }

    private AwsConnection Connect(string accessKey, string secretKey) => AwsConnection.Open(new AwsConnectionOptions
    {
        Region = "us-west-2", EndpointUrl = moto.Endpoint, Credential = new BasicAWSCredentials(accessKey, secretKey),
    });
}
