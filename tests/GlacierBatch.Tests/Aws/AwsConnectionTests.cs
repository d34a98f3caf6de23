using Amazon.Runtime;
using GlacierBatch.Core;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.Ecr;
using GlacierBatch.Core.Aws.Iam;
using GlacierBatch.Core.Aws.Logs;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>Where and as whom AWS is called, and that no secret is ever told.</summary>
public sealed class AwsConnectionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("us-west-2", "us-west-2.amazonaws.com/")]
    [InlineData("eu-north-1", "eu-north-1.amazonaws.com/")]
    [InlineData("cn-north-1", "cn-north-1.amazonaws.com.cn/")]
    public void Each_service_is_at_its_own_address_of_the_aws_region(string region, string host)
    {
        var connection = AwsConnection.Open(new AwsConnectionOptions { Region = region, Credential = new AnonymousAWSCredentials() });

        Assert.Equal(
            [$"https://batch.{host}", $"https://api.ecr.{host}", $"https://logs.{host}"],
            new[] { BatchClient.Service, EcrClient.Service, LogsClient.Service }.Select(connection.DefaultEndpoint));
    }

    [Theory]
    [InlineData("us-west-2", "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    public void A_global_service_has_one_address_and_one_home_for_all_aws_regions(string region, string endpoint, string home)
    {
        var connection = AwsConnection.Open(new AwsConnectionOptions { Region = region });
        Assert.Equal((endpoint, home), (connection.DefaultEndpoint(IamClient.Service), connection.SigningRegion(IamClient.Service)));
    }

    [Fact]
    public void Whatever_names_the_endpoint_the_signature_names_the_aws_region()
    {
        // As the SDK has it where AWS_ENDPOINT_URL is set: then it knows no region but the one that is said apart.
        using var clients = new AwsClients(AwsConnection.Open(
            new AwsConnectionOptions { Region = "us-west-2", Credential = new AnonymousAWSCredentials() }));

        Assert.Equal("us-west-2", clients.Ec2.Config.AuthenticationRegion);
        Assert.Equal("us-west-2", clients.Sts.Config.AuthenticationRegion);
    }

    [Theory]
    [InlineData("greenland")]
    [InlineData("us-west-2.evil.example/")]
    [InlineData("us-west-2\n")]
    public void What_is_no_aws_region_never_becomes_a_host_name(string region)
    {
        if (region.EndsWith('\n'))
        {
            Assert.Equal("us-west-2", AwsConnection.Open(new AwsConnectionOptions { Region = region }).Region);
            return;
        }

        var error = Assert.Throws<GlacierBatchException>(() => AwsConnection.Open(new AwsConnectionOptions { Region = region }));
        Assert.Equal("InvalidAwsRegion", error.ErrorId);
    }

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("http://user:password@a/")]
    public void An_endpoint_that_cannot_be_one_is_refused(string endpoint)
    {
        var error = Assert.Throws<GlacierBatchException>(
            () => AwsConnection.Open(new AwsConnectionOptions { Region = "us-west-2", EndpointUrl = new Uri(endpoint) }));

        Assert.Equal("InvalidEndpointUrl", error.ErrorId);
        Assert.DoesNotContain("password", error.Message);
    }

    [Fact]
    public void A_profile_that_is_not_there_is_named()
    {
        var error = Assert.Throws<GlacierBatchException>(
            () => AwsConnection.Open(new AwsConnectionOptions { Region = "us-west-2", ProfileName = "glacier-no-such-profile" }));

        Assert.Equal(("AwsProfileNotFound", ErrorKind.NotFound), (error.ErrorId, error.Kind));
        Assert.Contains("glacier-no-such-profile", error.Message);
    }

    [Fact]
    public async Task A_credential_of_another_sdk_is_asked_for_its_keys_by_name_and_each_time()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, """{"jobs":[]}"""));
        var foreign = new Foreign.Credentials();
        using var client = new BatchClient(AwsConnection.Open(
            new AwsConnectionOptions { Region = "us-west-2", EndpointUrl = server.Endpoint, Credential = foreign }));

        await client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);
        await client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);

        var keys = server.Seen.Select(seen => seen.Headers["Authorization"].Split("Credential=")[1].Split('/')[0]).ToList();
        Assert.All(keys, key => Assert.StartsWith("AKIAFOREIGN", key));
        Assert.NotEqual(keys[0], keys[1]);
        Assert.Equal("foreign-token", server.Seen[0].Headers["X-Amz-Security-Token"]);
    }

    [Fact]
    public void An_object_that_is_no_credential_is_refused()
    {
        var error = Assert.Throws<GlacierBatchException>(
            () => AwsConnection.Open(new AwsConnectionOptions { Region = "us-west-2", Credential = "AKIA..." }));

        Assert.Equal("InvalidCredential", error.ErrorId);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(500)]
    [InlineData(200)]
    [InlineData(0)]
    public async Task No_secret_is_in_what_is_printed_or_thrown(int status)
    {
        // AWS repeats the signed request, its session token included, where a signature is wrong.
        var said = $"It does not match.\\n\\nx-amz-security-token:{TestConnections.Token}";
        var body = $$"""{"__type":"InvalidSignatureException","message":"{{said}}"}""";
        await using var server = ScriptedServer.Of(status == 0 ? Reply.Reset : Reply.Json(status, status == 200 ? "[1" : body));
        var connection = TestConnections.To(server.Endpoint);
        var options = new AwsConnectionOptions { Region = "us-west-2", Credential = new Foreign.Credentials() };
        using var client = new BatchClient(connection);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => client.SubmitJobAsync(
            new SubmitJobRequest { JobName = "a", JobQueue = "q", JobDefinition = "d" }, Cancel));
        var told = AwsFault.ToException(error);

        string[] printed =
        [
            connection.ToString(), options.ToString(), $"{AwsConnection.Open(options).Credentials}", error.ToString(), told.ToString(),
            told.Message, told.Recommendation ?? "", new AuthorizationData { AuthorizationToken = "foreign-token" }.ToString(),
            .. error.Data.Values.Cast<object>().Select(value => $"{value}"),
        ];
        Assert.All(printed, text => Assert.All(
            [TestConnections.SecretKey, TestConnections.Token, "foreign-token", "foreign-secret"],
            secret => Assert.DoesNotContain(secret, text)));
    }

    /// <summary>As the types of another copy of the SDK look from here: the same names, and nothing in common.</summary>
    private static class Foreign
    {
        public sealed class Credentials
        {
            private int _asked;

            public Keys GetCredentials() => new($"AKIAFOREIGN{++_asked}", "foreign-secret", "foreign-token");

            public override string ToString() => "foreign-secret";
        }

        public sealed record Keys(string AccessKey, string SecretKey, string Token);
    }
}
