using Amazon.Runtime;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.Wire;
using GlacierBatch.Tests.TestSupport;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace GlacierBatch.Tests.Aws;

/// <summary>How often a logical call is on the wire, whatever the network does.</summary>
public sealed class WireCountTests
{
    private const string Jobs = """{"jobs":[{"jobId":"a","jobName":"n","status":"RUNNING"}]}""";
    private const string Submitted = """{"jobId":"1234","jobName":"greenland"}""";
    private const string Throttled = """{"message":"Too Many Requests"}""";

    private static readonly SubmitJobRequest Submission = new()
    {
        JobName = "greenland",
        JobQueue = "queue",
        JobDefinition = "definition:1",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_that_is_answered_is_sent_once()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, Jobs));

        Assert.Equal("a", Assert.Single((await DescribeAsync(server, TimeProvider.System)).Jobs).JobId);

        var seen = Assert.Single(server.Seen);
        Assert.Equal(("POST", "/v1/describejobs"), (seen.Method, seen.Path));
        Assert.StartsWith("AWS4-HMAC-SHA256", seen.Headers["Authorization"]);
        Assert.Contains("/us-west-2/batch/aws4_request", seen.Headers["Authorization"]);
        Assert.Contains("GlacierBatch/", seen.Headers["User-Agent"]);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("429")]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("page")]
    public async Task A_call_without_effect_is_sent_three_times_in_all(string fault)
    {
        await using var server = ScriptedServer.Of(Fault(fault));
        var time = new StepTime();

        var call = DescribeAsync(server, time);
        await TestConnections.StepUntilDoneAsync(time, call);

        await Assert.ThrowsAnyAsync<Exception>(() => call);
        Assert.Equal(3, server.Seen.Count);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("429")]
    [InlineData("reset")]
    [InlineData("cut")]
    public async Task A_fault_that_passes_costs_one_more_request(string fault)
    {
        await using var server = ScriptedServer.Of(Fault(fault), Reply.Json(200, Jobs));
        var time = new StepTime();

        var call = DescribeAsync(server, time);
        await TestConnections.StepUntilDoneAsync(time, call);

        Assert.Single((await call).Jobs);
        Assert.Equal(2, server.Seen.Count);
    }

    [Theory]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("reset")]
    [InlineData("cut")]
    [InlineData("page")]
    public async Task A_submission_whose_outcome_is_unknown_is_sent_once_and_says_so(string fault)
    {
        await using var server = ScriptedServer.Of(Fault(fault), Reply.Json(200, Submitted));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));

        var error = await Assert.ThrowsAsync<UnknownOutcomeException>(() => client.SubmitJobAsync(Submission, Cancel));

        Assert.Equal(("SubmitJob", "greenland"), (error.Operation, error.Name));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_submission_on_a_connection_that_was_used_before_and_is_reset_is_sent_once()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, Jobs), Reply.Reset, Reply.Json(200, Submitted));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));
        await client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => client.SubmitJobAsync(Submission, Cancel));

        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task A_submission_that_stalls_is_sent_once_and_ends_with_the_time_limit()
    {
        await using var server = ScriptedServer.Of(Reply.Stall);
        var time = new FakeTimeProvider();
        using var client = new BatchClient(TestConnections.To(server.Endpoint, time));

        var call = client.SubmitJobAsync(Submission, Cancel);
        await server.ArrivalAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(61));

        await Assert.ThrowsAsync<UnknownOutcomeException>(() => call);
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task A_submission_that_was_refused_for_its_rate_is_sent_again_after_the_time_asked_for()
    {
        await using var server = ScriptedServer.Of(
            Reply.Json(429, Throttled, ("Retry-After", "7")), Reply.Json(200, Submitted));
        var time = new StepTime();
        var start = time.GetUtcNow();
        using var client = new BatchClient(TestConnections.To(server.Endpoint, time));

        var call = client.SubmitJobAsync(Submission, Cancel);
        await TestConnections.StepUntilDoneAsync(time, call);

        Assert.Equal("1234", (await call).JobId);
        Assert.Equal(2, server.Seen.Count);
        Assert.True(time.GetUtcNow() - start >= TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task A_submission_that_is_refused_for_its_rate_without_end_gives_up_after_eight()
    {
        await using var server = ScriptedServer.Of(Reply.Json(429, Throttled));
        var time = new StepTime();
        using var client = new BatchClient(TestConnections.To(server.Endpoint, time));

        var call = client.SubmitJobAsync(Submission, Cancel);
        await TestConnections.StepUntilDoneAsync(time, call);

        var error = await Assert.ThrowsAsync<AmazonServiceException>(() => call);
        Assert.Equal(AwsFaultKind.Throttled, AwsFault.KindOf(error));
        Assert.Equal(8, server.Seen.Count);
    }

    [Fact]
    public async Task A_submission_refused_by_the_service_is_sent_once_and_its_outcome_is_known()
    {
        await using var server = ScriptedServer.Of(
            Reply.Json(400, """{"message":"JobQueue x does not exist"}""", ("x-amzn-ErrorType", "ClientException")));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));

        var error = await Assert.ThrowsAsync<AmazonServiceException>(() => client.SubmitJobAsync(Submission, Cancel));

        Assert.Equal(("ClientException", 400), (error.ErrorCode, (int)error.StatusCode));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task Where_nobody_listens_a_submission_is_not_of_unknown_outcome()
    {
        Uri gone;
        await using (var server = ScriptedServer.Of(Reply.Reset)) gone = server.Endpoint;
        var time = new StepTime();
        using var client = new BatchClient(TestConnections.To(gone, time));

        var call = client.SubmitJobAsync(Submission, Cancel);
        await TestConnections.StepUntilDoneAsync(time, call);

        await Assert.ThrowsAsync<EndpointUnreachableException>(() => call);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cancellation_ends_a_stalled_call_at_once(bool inBody)
    {
        await using var server = ScriptedServer.Of(inBody ? Reply.StallInBody(Jobs) : Reply.Stall);
        using var client = new BatchClient(TestConnections.To(server.Endpoint));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var call = client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), stop.Token);
        await server.ArrivalAsync(Cancel);
        var clock = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(TimeProvider.System.GetElapsedTime(clock) < TimeSpan.FromSeconds(1));
        Assert.Single(server.Seen);
    }

    [Fact]
    public async Task An_attempt_that_something_sends_twice_is_held_back()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, "{}"));
        using var handler = new WireHandler(new SocketsHttpHandler(), TimeSpan.FromMinutes(1), TimeProvider.System);
        using var invoker = new HttpMessageInvoker(handler);

        HttpRequestMessage Attempt(int number) => new(HttpMethod.Post, server.Endpoint)
        {
            Headers = { { "amz-sdk-invocation-id", "one" }, { "amz-sdk-request", $"attempt={number}; max=3" } },
        };
        (await invoker.SendAsync(Attempt(1), Cancel)).Dispose();
        (await invoker.SendAsync(Attempt(2), Cancel)).Dispose();

        await Assert.ThrowsAsync<ResendRefusedException>(() => invoker.SendAsync(Attempt(1), Cancel));
        Assert.Equal(2, server.Seen.Count);
    }

    [Fact]
    public async Task Ten_thousand_ids_are_asked_for_in_hundreds()
    {
        await using var server = ScriptedServer.Of(Reply.Json(200, Jobs));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));

        var ids = Enumerable.Range(0, 1050).Select(index => $"parent:{index}");
        Assert.Equal(11, await client.DescribeAllJobsAsync(ids, Cancel).CountAsync(Cancel));

        Assert.Equal(11, server.Seen.Count);
    }

    [Fact]
    public async Task Pages_are_followed_by_their_tokens_to_the_end()
    {
        const string Job = """{"jobId":"a","jobName":"n"}""";
        await using var server = ScriptedServer.Of(
            Reply.Json(200, $$"""{"jobSummaryList":[{{Job}},{{Job}}],"nextToken":"next"}"""),
            Reply.Json(200, """{"jobSummaryList":[],"nextToken":"last"}"""),
            Reply.Json(200, $$"""{"jobSummaryList":[{{Job}}]}"""));
        using var client = new BatchClient(TestConnections.To(server.Endpoint));

        Assert.Equal(3, await client.ListAllJobsAsync(new ListJobsRequest { JobQueue = "q" }, Cancel).CountAsync(Cancel));

        Assert.Equal(
            ["""{"jobQueue":"q"}""", """{"jobQueue":"q","nextToken":"next"}""", """{"jobQueue":"q","nextToken":"last"}"""],
            server.Seen.Select(seen => seen.Body));
    }

    private static Reply Fault(string name) => name switch
    {
        "500" => Reply.Json(500, """{"message":"internal"}""", ("x-amzn-ErrorType", "ServerException")),
        "503" => new Reply(ReplyKind.Whole, 503, "<html><body>Service Unavailable</body></html>", []),
        "429" => Reply.Json(429, Throttled, ("x-amzn-ErrorType", "TooManyRequestsException")),
        "reset" => Reply.Reset,
        "cut" => Reply.Cut(Jobs),
        "page" => new Reply(ReplyKind.Whole, 200, "<html><body>Please sign in</body></html>", []),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such fault."),
    };

    private static async Task<DescribeJobsResponse> DescribeAsync(ScriptedServer server, TimeProvider time)
    {
        using var client = new BatchClient(TestConnections.To(server.Endpoint, time));
        return await client.DescribeJobsAsync(new DescribeJobsRequest(["a"]), Cancel);
    }
}
