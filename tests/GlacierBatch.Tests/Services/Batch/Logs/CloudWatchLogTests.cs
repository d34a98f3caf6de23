using System.Globalization;
using System.Text.Json;
using GlacierBatch.Core;
using GlacierBatch.Core.Aws.Logs;
using GlacierBatch.Core.Services.Batch.Logs;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;
using Xunit;

namespace GlacierBatch.Tests.Services.Batch.Logs;

/// <summary>Streams of CloudWatch Logs: moto's, and those of a server that does what AWS does and moto does not.</summary>
public sealed class CloudWatchLogTests(MotoServer moto)
{
    private const string Group = "/glacierbatch/tests";
    private const string Region = "us-west-2";
    private static readonly long Now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stream_is_read_whole_from_its_end_and_on_as_it_grows()
    {
        var (endpoint, stream) = await StreamAsync("2025-08-01T10:00:00.000Z log first", "second", "third");
        using var logs = new LogsClient(TestConnections.To(endpoint));

        var all = await OpenAsync(logs, stream, null);
        var tail = await OpenAsync(logs, stream, 2);

        var stamp = DateTimeOffset.FromUnixTimeMilliseconds(Now + 1).UtcDateTime
            .ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        Assert.Equal(
            ["2025-08-01T10:00:00.000Z log first", $"{stamp} out second"], (await all.ReadAsync(false, Token)).Take(2));
        Assert.Empty(await all.ReadAsync(false, Token));
        Assert.Equal(["second", "third"], (await tail.ReadAsync(false, Token)).Select(Text));

        await PutAsync(endpoint, Region, Group, stream, (Now + 10, "fourth"));

        Assert.Equal(["fourth"], (await all.ReadAsync(false, Token)).Select(Text));
        Assert.Equal(["fourth"], (await tail.ReadAsync(false, Token)).Select(Text));
    }

    [Fact]
    public async Task A_stream_that_does_not_exist_yet_is_none_and_no_fault()
    {
        var (endpoint, _) = await StreamAsync("one");
        using var logs = new LogsClient(TestConnections.To(endpoint));

        Assert.Null(await CloudWatchLog.OpenAsync(logs, Group, "not-yet", null, TimeProvider.System, Token));
        Assert.Null(await CloudWatchLog.OpenAsync(logs, "/not/yet", "not-yet", 10, TimeProvider.System, Token));
    }

    [Fact]
    public async Task An_empty_page_is_no_end_and_the_same_token_twice_is_one()
    {
        await using var server = ScriptedServer.Of(Page("f1"), Page("f2"), Page("f3", "late"), Page("f3"));
        using var logs = new LogsClient(TestConnections.To(server.Endpoint));

        var log = await OpenAsync(logs, "s", null);

        Assert.Equal(["late"], (await log.ReadAsync(false, Token)).Select(Text));
        Assert.Empty(await log.ReadAsync(false, Token));
        Assert.Equal(4, server.Seen.Count);
        Assert.Contains("\"nextToken\":\"f3\"", server.Seen[^1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_tail_is_gathered_backwards_page_by_page()
    {
        await using var server = ScriptedServer.Of(
            Back("f", "b1", "5", "6"), Back("f", "b2", "3", "4"), Back("f", "b3"), Back("f", "b4", "1", "2"), Back("f", "b4"));
        using var logs = new LogsClient(TestConnections.To(server.Endpoint));

        var log = await OpenAsync(logs, "s", 5);

        Assert.Equal(["1", "2", "3", "4", "5", "6"], (await log.ReadAsync(false, Token)).Select(Text));
        Assert.Equal(4, server.Seen.Count);
        Assert.All(server.Seen, seen => Assert.Contains("\"startFromHead\":false", seen.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_arrives_after_the_end_of_an_attempt_is_waited_for_once()
    {
        await using var server = ScriptedServer.Of(Page("f1", "begun"), Page("f1"), Page("f2", "last words"), Page("f2"));
        var time = new StepTime();
        using var logs = new LogsClient(TestConnections.To(server.Endpoint));
        var log = await CloudWatchLog.OpenAsync(logs, Group, "s", null, time, Token);
        Assert.NotNull(log);

        Assert.Equal(["begun"], (await log.ReadAsync(true, Token)).Select(Text));
        var late = log.ReadAsync(true, Token);
        await TestConnections.StepUntilDoneAsync(time, late);
        Assert.Equal(["last words"], (await late).Select(Text));
        Assert.Empty(await log.ReadAsync(true, Token));
    }

    [Fact]
    public async Task Throttling_that_outlasts_the_SDK_s_own_retries_is_survived_and_a_refusal_is_told()
    {
        var throttled = Reply.Json(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""");
        await using var busy = ScriptedServer.Of([.. Enumerable.Repeat(throttled, 7), Page("f", "at last")]);
        await using var closed = ScriptedServer.Of(Reply.Json(
            400, """{"__type":"AccessDeniedException","message":"User: x is not authorized to perform: logs:GetLogEvents"}"""));
        var time = new StepTime();
        using var logs = new LogsClient(TestConnections.To(busy.Endpoint, time));
        using var others = new LogsClient(TestConnections.To(closed.Endpoint));

        var opening = CloudWatchLog.OpenAsync(logs, Group, "s", null, time, Token);
        await TestConnections.StepUntilDoneAsync(time, opening);
        var log = await opening;
        Assert.NotNull(log);
        Assert.Equal(["at last"], (await log.ReadAsync(false, Token)).Select(Text));
        var fault = await Assert.ThrowsAsync<GlacierBatchException>(() => OpenAsync(others, "s", null));
        Assert.Equal(ErrorKind.PermissionDenied, fault.Kind);
        Assert.Contains("logs:GetLogEvents", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>A new stream of moto's with these lines, a millisecond apart.</summary>
    internal static async Task<string> FillAsync(Uri endpoint, string region, string group, params string[] lines)
    {
        var stream = $"job/default/{Guid.NewGuid():N}";
        try
        {
            await AwsCommandLine.RunAsync(endpoint, "--region", region, "logs", "create-log-group", "--log-group-name", group);
        }
        catch (Xunit.Sdk.TrueException)
        {
            // Another test has made it.
        }

        await AwsCommandLine.RunAsync(
            endpoint, "--region", region, "logs", "create-log-stream", "--log-group-name", group, "--log-stream-name", stream);
        await PutAsync(endpoint, region, group, stream, [.. lines.Select((line, index) => (Now + index, line))]);
        return stream;
    }

    private static Task PutAsync(Uri endpoint, string region, string group, string stream, params (long Time, string Line)[] lines) =>
        AwsCommandLine.RunAsync(
            endpoint, "--region", region, "logs", "put-log-events", "--log-group-name", group, "--log-stream-name", stream, "--log-events",
        JsonSerializer.Serialize(lines.Select(line => new { timestamp = line.Time, message = line.Line })));

    private async Task<(Uri Endpoint, string Stream)> StreamAsync(params string[] lines)
    {
        var endpoint = await moto.UrlAsync();
        return (endpoint, await FillAsync(endpoint, Region, Group, lines));
    }

    private static async Task<CloudWatchLog> OpenAsync(LogsClient logs, string stream, int? tail)
    {
        var log = await CloudWatchLog.OpenAsync(logs, Group, stream, tail, TimeProvider.System, Token);
        Assert.NotNull(log);
        return log;
    }

    private static string Text(string line) => line.Split(' ', 3)[^1];

    private static Reply Page(string forward, params string[] lines) => Back(forward, "b", lines);

    private static Reply Back(string forward, string backward, params string[] lines) => Reply.Json(200, JsonSerializer.Serialize(new
    {
        events = lines.Select(line => new { timestamp = Now, message = line, ingestionTime = Now }),
        nextForwardToken = forward,
        nextBackwardToken = backward,
    }));
}
