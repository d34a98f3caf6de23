using System.Collections.Concurrent;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Aws.Batch;
using GlacierBatch.Core.Aws.CloudFormation;
using GlacierBatch.Core.Services.Batch.Provisioning;
using GlacierBatch.Tests.Aws;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch.Provisioning;

/// <summary>
/// CloudFormation and Batch as a script says: what moto does not do, in the words of AWS's API. Each operation has its answers in turn,
/// and gives the last one ever after.
/// </summary>
internal sealed class StackScript : IAsyncDisposable
{
    public const string Id = "arn:aws:cloudformation:us-west-2:123456789012:stack/s/1";

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Queue<Reply>> _answers = new();
    private readonly ScriptedServer _server;
    private int _events;

    public StackScript() => _server = new ScriptedServer(Answer);

    /// <summary>The operations that were asked for, without those that only look.</summary>
    public IReadOnlyList<string> Done => [.. _server.Seen.Select(NameOf).Where(name => !name.StartsWith("Describe",
        StringComparison.OrdinalIgnoreCase)
        && !name.StartsWith("List", StringComparison.OrdinalIgnoreCase) && name != "GetTemplate")];

    public IReadOnlyList<SeenRequest> Seen => _server.Seen;

    public List<string> Told { get; } = [];

    public List<ProvisioningStep> Steps { get; } = [];

    public ProvisioningWatch Watch => new(Told.Add, Told.Add, Steps.Add);

    public AwsConnection Connection => TestConnections.To(_server.Endpoint);

    /// <summary>Statuses of the stack, look by look; null is none there.</summary>
    public StackScript Is(params string?[] statuses)
    {
        foreach (var status in statuses) Add("DescribeStacks", status is null ? NoStack : Ok("DescribeStacks", StackXml(status)));
        return this;
    }

    /// <summary>Lets an operation succeed.</summary>
    public StackScript On(string operation, string result = "")
    {
        Add(operation, Ok(operation, result));
        return this;
    }

    /// <summary>Events of the stack, newest first, from now on.</summary>
    public StackScript Events(params string[] events)
    {
        Add("DescribeStackEvents", Ok("DescribeStackEvents", $"<StackEvents>{string.Concat(events)}</StackEvents>"));
        return this;
    }

    /// <summary>An answer of Batch.</summary>
    public StackScript Batch(string path, string json, int status = 200)
    {
        Add(path, Reply.Json(status, json));
        return this;
    }

    public string Event(string resource, string type, string status, string reason = "") =>
        $"<member><EventId>e{++_events}</EventId><StackName>s</StackName><StackId>{Id}</StackId>" +
        $"<LogicalResourceId>{resource}</LogicalResourceId>" +
        $"<PhysicalResourceId>p-{resource}</PhysicalResourceId><ResourceType>{type}</ResourceType>" +
        $"<Timestamp>2026-11-25T12:00:00Z</Timestamp><ResourceStatus>{status}</ResourceStatus>" +
        $"{(reason.Length == 0 ? "" : $"<ResourceStatusReason>{reason}</ResourceStatusReason>")}</member>";

    public string StackEvent(string status) => Event("s", "AWS::CloudFormation::Stack", status);

    /// <summary>Deploys a stack, moving the clock wherever somebody waits.</summary>
    public async Task<Stack> DeployAsync(
        Func<ChangeSet, Stack, CancellationToken, Task>? allow = null, IReadOnlyDictionary<string, string>? values = null)
    {
        var time = new StepTime();
        using var client = new CloudFormationClient(Connection);
        using var batch = new BatchClient(Connection);
        var remover = new StackRemover(client, new ResourceSweep(batch, Watch, time), Watch, time);
        var call = new StackDeployer(client, remover, Watch, time).DeployAsync(
            new StackRequest("s", EnvironmentTemplate.Text(), values ?? new Dictionary<string, string>()),
            allow ?? ((_, _, _) => Task.CompletedTask), CancellationToken.None);
        while (!call.IsCompleted) await time.StepAsync(LongestWait, call);
        return await call;
    }

    /// <summary>Removes the stack in the same way.</summary>
    public async Task RemoveAsync(IReadOnlyDictionary<string, string> stored)
    {
        var time = new StepTime();
        using var client = new CloudFormationClient(Connection);
        using var batch = new BatchClient(Connection);
        var remover = new StackRemover(client, new ResourceSweep(batch, Watch, time), Watch, time);
        var stack = new Stack { StackName = "s", StackStatus = "CREATE_COMPLETE", StackId = Id };
        var call = remover.RemoveAsync(stack, stored, CancellationToken.None);
        while (!call.IsCompleted) await time.StepAsync(LongestWait, call);
        await call;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Reply NoStack => new(ReplyKind.Whole, 400,
        "<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id s does not exist</Message></Error>"
        + "</ErrorResponse>", []);

    private static string StackXml(string status) =>
        $"<Stacks><member><StackName>s</StackName><StackId>{Id}</StackId><StackStatus>{status}</StackStatus></member></Stacks>";

    private static Reply Ok(string operation, string result) => new(
        ReplyKind.Whole, 200, $"<{operation}Response><{operation}Result>{result}</{operation}Result></{operation}Response>", []);

    private static string NameOf(SeenRequest seen) => seen.Body.StartsWith("Action=", StringComparison.Ordinal)
        ? seen.Body["Action=".Length..seen.Body.IndexOf('&')]
        : seen.Path[(seen.Path.LastIndexOf('/') + 1)..];

    private void Add(string name, Reply reply) => _answers.GetOrAdd(name, _ => new Queue<Reply>()).Enqueue(reply);

    private Reply Answer(SeenRequest seen)
    {
        var name = NameOf(seen);
        if (!_answers.TryGetValue(name, out var queue))
        {
            return name switch
            {
                "DescribeStackEvents" => Ok(name, "<StackEvents/>"),
                "DescribeStackResources" => Ok(name, "<StackResources/>"),
                _ => Reply.Json(400, $$"""{"message":"The script has no {{name}}."}"""),
            };
        }

        lock (queue) return queue.Count > 1 ? queue.Dequeue() : queue.Peek();
    }
}
