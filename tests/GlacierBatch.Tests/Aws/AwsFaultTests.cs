using Amazon.Runtime;
using GlacierBatch.Core;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>What a user reads when AWS says no, or nothing.</summary>
public sealed class AwsFaultTests
{
    private const string Denied =
        "User: arn:aws:sts::123456789012:assumed-role/r/me is not authorized to perform: batch:DescribeJobs on resource: "
        + "arn:aws:batch:us-west-2:123456789012:* because no identity-based policy allows the batch:DescribeJobs action";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(400, "ExpiredTokenException", "The security token is expired", "AwsCredentialsExpired", "have expired")]
    [InlineData(403, "UnrecognizedClientException", "The security token is invalid.", "AwsCredentialsRefused", "does not accept")]
    [InlineData(403, "InvalidSignatureException", "Signature expired: 20260101T000000Z is now earlier than", "AwsClockSkew", "clock")]
    [InlineData(403, "AccessDeniedException", Denied, "AwsAccessDenied", "batch:DescribeJobs on arn:aws:batch:us-west-2:123456789012:*")]
    [InlineData(403, "AccessDeniedException", "No.", "AwsAccessDenied", "batch:DescribeJobs")]
    [InlineData(400, "ClientException", "Job definition x does not exist", "AwsRequestRefused", "refused DescribeJobs (ClientException)")]
    [InlineData(400, "ValidationException", "1 validation error detected", "AwsRequestRefused", "1 validation error detected")]
    public async Task A_refusal_is_one_sentence_with_what_to_do(int status, string code, string said, string errorId, string part)
    {
        await using var server = ScriptedServer.Of(Reply.Json(
            status, $$"""{"__type":"com.amazonaws.batch#{{code}}","message":"{{said}}"}""", ("x-amzn-RequestId", "request-1")));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));

        var error = await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel));
        var told = AwsFault.ToException(error, "greenland");

        Assert.Equal((code, said, "request-1", status), (error.ErrorCode, error.Message, error.RequestId, (int)error.StatusCode));
        Assert.Equal((errorId, "greenland"), (told.ErrorId, told.Target));
        Assert.Contains(part, told.Message);
        Assert.NotNull(told.Recommendation);
        Assert.Same(error, told.InnerException);
    }

    [Fact]
    public async Task An_endpoint_that_nobody_serves_is_unreachable_and_named()
    {
        Uri gone;
        await using (var server = ScriptedServer.Of(Reply.Reset)) gone = server.Endpoint;
        var time = new StepTime();
        using var client = new BatchClient(TestConnections.To(gone, time));

        var call = client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);
        await TestConnections.StepUntilDoneAsync(time, call);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => call);
        var told = AwsFault.ToException(error);

        Assert.Equal(("AwsUnreachable", ErrorKind.NotAvailable), (told.ErrorId, told.Kind));
        Assert.Contains(gone.Authority, told.Message);
        Assert.True(AwsFault.IsTransient(error));
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_told_from_an_answer_of_aws()
    {
        await using var server = ScriptedServer.Of(new Reply(ReplyKind.Whole, 200, "<html><body>Please sign in</body></html>", []));
        var time = new StepTime();
        using var batch = new BatchClient(TestConnections.To(server.Endpoint, time));
        using var stacks = new CloudFormationClient(TestConnections.To(server.Endpoint, time));

        Task json = batch.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);
        await TestConnections.StepUntilDoneAsync(time, json);
        Task xml = stacks.DescribeStacksAsync(new DescribeStacksRequest(), Cancel);
        await TestConnections.StepUntilDoneAsync(time, xml);

        foreach (var call in new[] { json, xml })
            Assert.Equal("AwsAnswerUnreadable", AwsFault.ToException(await Assert.ThrowsAnyAsync<Exception>(() => call)).ErrorId);
    }

    [Fact]
    public async Task An_answer_of_cloudformation_that_expands_entities_is_refused()
    {
        await using var server = ScriptedServer.Of(new Reply(
            ReplyKind.Whole, 200, """<!DOCTYPE x [<!ENTITY a "b">]><DescribeStacksResponse>&a;</DescribeStacksResponse>""", []));
        var time = new StepTime();
        using var client = new CloudFormationClient(TestConnections.To(server.Endpoint, time));

        var call = client.DescribeStacksAsync(new DescribeStacksRequest(), Cancel);
        await TestConnections.StepUntilDoneAsync(time, call);
        var error = await Assert.ThrowsAnyAsync<Exception>(() => call);

        Assert.Equal(AwsFaultKind.AnswerUnreadable, AwsFault.KindOf(error));
    }

    [Fact]
    public async Task An_error_of_cloudformation_keeps_its_code_and_message()
    {
        await using var server = ScriptedServer.Of(new Reply(
            ReplyKind.Whole, 400,
            """
            <ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">
            <Error><Type>Sender</Type><Code>ValidationError</Code><Message>The change set has no changes.</Message></Error>
            <RequestId>r-2</RequestId></ErrorResponse>
            """,
            []));
        using var client = new CloudFormationClient(TestConnections.To(server.Endpoint));

        var error = await Assert.ThrowsAsync<AmazonServiceException>(
            () => client.ExecuteChangeSetAsync(new ExecuteChangeSetRequest { ChangeSetName = "a" }, Cancel));

        Assert.Equal(("ValidationError", "The change set has no changes.", "r-2"), (error.ErrorCode, error.Message, error.RequestId));
    }

    [Fact]
    public async Task An_unknown_outcome_says_what_to_look_for()
    {
        await using var server = ScriptedServer.Of(Reply.Reset);
        using var client = new BatchClient(TestConnections.To(server.Endpoint));
        var submission = new SubmitJobRequest { JobName = "greenland-1", JobQueue = "q", JobDefinition = "d" };

        var error = await Assert.ThrowsAsync<UnknownOutcomeException>(() => client.SubmitJobAsync(submission, Cancel));
        var told = AwsFault.ToException(error);

        Assert.Equal("AwsUnknownOutcome", told.ErrorId);
        Assert.Contains("greenland-1", told.Message);
    }

    [Fact]
    public async Task Without_credentials_nothing_is_sent_and_the_way_to_sign_in_is_told()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, "{}"));
        var connection = AwsConnection.Open(new AwsConnectionOptions
        {
            Region = "us-west-2", EndpointUrl = server.Endpoint, Credential = new NoCredentials(),
        });
        using var client = new BatchClient(connection);
        var submission = new SubmitJobRequest { JobName = "a", JobQueue = "q", JobDefinition = "d" };

        var error = await Assert.ThrowsAsync<AmazonClientException>(() => client.SubmitJobAsync(submission, Cancel));
        var told = AwsFault.ToException(error);

        Assert.Equal(("AwsNoCredentials", ErrorKind.PermissionDenied), (told.ErrorId, told.Kind));
        Assert.Contains("aws sso login", told.Recommendation);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task A_role_that_may_not_be_assumed_is_named_with_the_action()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, "{}"));
        var denial = new AmazonServiceException(
            "User: arn:aws:iam::1:user/me is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::1:role/x",
            ErrorType.Sender, "AccessDenied", "r", System.Net.HttpStatusCode.Forbidden);
        using var client = new BatchClient(AwsConnection.Open(new AwsConnectionOptions
        {
            Region = "us-west-2", EndpointUrl = server.Endpoint,
            Credential = new NoCredentials(new AmazonClientException("Error calling AssumeRole for role arn:aws:iam::1:role/x", denial)),
        }));

        var error = await Assert.ThrowsAsync<AmazonClientException>(
            () => client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel));

        Assert.Equal("AwsAccessDenied", AwsFault.ToException(error).ErrorId);
        Assert.Contains("sts:AssumeRole on arn:aws:iam::1:role/x", AwsFault.ToException(error).Message);
        Assert.Empty(server.Seen);
    }

    private sealed class NoCredentials(Exception? fault = null) : AWSCredentials
    {
        public override ImmutableCredentials GetCredentials() =>
            throw fault ?? new AmazonClientException("Failed to resolve AWS credentials.");
    }
}
