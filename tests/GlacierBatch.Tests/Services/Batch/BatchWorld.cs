using System.Globalization;
using System.Text.Json.Nodes;
using GlacierBatch.Tests.TestSupport;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>
/// AWS Batch as far as moto is not like it: arrays of any size whose children have an index, jobs that stay where a test puts them,
/// reasons, attempts and exit codes. It speaks over the wire, behind a proxy, so that all of the product's client is real.
/// </summary>
internal sealed class BatchWorld
{
    private readonly Lock _gate = new();
    private readonly List<WorldJob> _jobs = [];
    private readonly Dictionary<string, JsonObject> _definitions = [];
    private long _clock = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    /// <summary>What was submitted, oldest first.</summary>
    public IReadOnlyList<WorldJob> Jobs
    {
        get
        {
            lock (_gate) return [.. _jobs];
        }
    }

    /// <summary>Definitions that were registered, by name with revision.</summary>
    public IReadOnlyDictionary<string, JsonObject> Definitions => _definitions;

    /// <summary>Queues that take no jobs.</summary>
    public HashSet<string> DisabledQueues { get; } = [];

    /// <summary>Queues that somebody deleted.</summary>
    public HashSet<string> GoneQueues { get; } = [];

    /// <summary>The state of the compute environment behind all queues.</summary>
    public (string State, string Status, string? Reason) Compute { get; set; } = ("ENABLED", "VALID", null);

    /// <summary>How many of the next DescribeJobs know nothing yet.</summary>
    public int EmptyDescribes { get; set; }

    /// <summary>Whether a week has gone by, and Batch has forgotten all jobs.</summary>
    public bool HasForgotten { get; set; }

    /// <summary>Answers requests that are none of Batch's, or gives null.</summary>
    public Func<ProxiedRequest, (int Status, string Json)?>? Beside { get; set; }

    /// <summary>Does something while nobody asks.</summary>
    public void Change(Action action)
    {
        lock (_gate) action();
    }

    /// <summary>The answer to a request of Batch's, or null where it is of another service.</summary>
    public (int Status, string Json)? Answer(ProxiedRequest request, byte[] body)
    {
        if (!request.Target.StartsWith("/v1/", StringComparison.Ordinal)) return Beside?.Invoke(request);
        var json = JsonNode.Parse(body)!.AsObject();
        lock (_gate)
        {
            return request.Target["/v1/".Length..] switch
            {
                "submitjob" => Submit(json),
                "describejobs" => (200, Describe(json)),
                "listjobs" => (200, List(json)),
                "terminatejob" => (200, Stop(json, isTermination: true)),
                "canceljob" => (200, Stop(json, isTermination: false)),
                "registerjobdefinition" => (200, Register(json)),
                "describejobdefinitions" => (200, DescribeDefinitions(json)),
                "deregisterjobdefinition" => (200, Deregister(json)),
                "describejobqueues" => (200, DescribeQueues(json)),
                "describecomputeenvironments" => (200, DescribeCompute()),
                _ => (400, """{"message":"The tests' Batch does not do this."}"""),
            };
        }
    }

    /// <summary>Definitions are gone, as if somebody had deregistered them.</summary>
    public void ForgetDefinitions() => Change(_definitions.Clear);

    private (int, string) Submit(JsonObject json)
    {
        var (name, queue, definition) = ((string)json["jobName"]!, (string)json["jobQueue"]!, (string)json["jobDefinition"]!);
        if (DisabledQueues.Contains(queue)) return (400, $$"""{"message":"JobQueue {{queue}} is not in ENABLED state"}""");
        if (definition.StartsWith("arn:", StringComparison.Ordinal) && !_definitions.ContainsKey(definition))
            return (400, $$"""{"message":"JobDefinition {{definition}} does not exist or is not ACTIVE"}""");
        var id = Guid.NewGuid().ToString();
        _jobs.Add(new WorldJob(id, name, queue, definition, (int?)json["arrayProperties"]?["size"] ?? 1, ++_clock, json));
        return (200,
            new JsonObject { ["jobId"] = id, ["jobName"] = name, ["jobArn"] = $"arn:aws:batch:us-west-2:1:job/{id}" }.ToJsonString());
    }

    private string Describe(JsonObject json)
    {
        var found = new JsonArray();
        if (EmptyDescribes > 0) EmptyDescribes--;
        else if (!HasForgotten)
        {
            foreach (var id in json["jobs"]!.AsArray().Select(node => (string)node!))
            {
                var parts = id.Split(':');
                if (_jobs.Find(job => job.Id == parts[0]) is not { } job) continue;
                found.Add(parts.Length == 1 && job.Size > 1 ? Parent(job) : Child(job, parts.Length == 1 ? 0
                    : int.Parse(parts[1], CultureInfo.InvariantCulture)));
            }
        }

        return new JsonObject { ["jobs"] = found }.ToJsonString();
    }

    private static JsonObject Parent(WorldJob job) => new()
    {
        ["jobId"] = job.Id, ["jobName"] = job.Name, ["jobQueue"] = job.Queue, ["jobDefinition"] = job.Definition, ["status"] = job.Status,
        ["createdAt"] = job.CreatedAt,
        ["arrayProperties"] = new JsonObject
        {
            ["size"] = job.Size,
            ["statusSummary"] = new JsonObject(job.Children.GroupBy(child => child.Status)
                .Select(group => new KeyValuePair<string, JsonNode?>(group.Key, group.Count()))),
        },
    };

    private static JsonObject Child(WorldJob job, int index)
    {
        var child = job.Children[index];
        var last = child.Attempts.LastOrDefault();
        var detail = new JsonObject
        {
            ["jobId"] = job.Size == 1 ? job.Id : $"{job.Id}:{index}", ["jobName"] = job.Name, ["jobQueue"] = job.Queue,
            ["jobDefinition"] = job.Definition, ["status"] = child.Status, ["createdAt"] = job.CreatedAt,
            ["isTerminated"] = child.IsTerminated, ["isCancelled"] = child.IsCancelled,
            ["attempts"] = new JsonArray([.. child.Attempts.Select(attempt => new JsonObject
            {
                ["statusReason"] = attempt.StatusReason, ["startedAt"] = attempt.StartedAt, ["stoppedAt"] = attempt.StoppedAt,
                ["container"] = new JsonObject
                {
                    ["exitCode"] = attempt.ExitCode, ["reason"] = attempt.Reason, ["logStreamName"] = attempt.LogStream,
                },
            })]),
        };
        if (child.Reason is not null) detail["statusReason"] = child.Reason;
        if (child.LogStream is not null) detail["container"] = new JsonObject { ["logStreamName"] = child.LogStream };
        if (job.Size > 1) detail["arrayProperties"] = new JsonObject { ["index"] = index };
        if (last is not null) (detail["startedAt"], detail["stoppedAt"]) = (last.StartedAt, last.StoppedAt);
        return detail;
    }

    private string List(JsonObject json)
    {
        var pageSize = 100;
        var status = (string?)json["jobStatus"];
        IEnumerable<JsonObject> all;
        if ((string?)json["arrayJobId"] is { } parent)
        {
            var array = HasForgotten ? null : _jobs.Find(job => job.Id == parent);
            all = array is null ? [] : array.Children.Where(child => child.Status == (status ?? "RUNNING")).Select(child => new JsonObject
            {
                ["jobId"] = $"{array.Id}:{child.Index}", ["jobName"] = array.Name, ["status"] = child.Status,
                ["statusReason"] = child.Reason, ["arrayProperties"] = new JsonObject { ["index"] = child.Index },
            });
        }
        else
        {
            var name = (string?)json["filters"]?[0]?["values"]?[0];
            if (name is not null) pageSize = 1000;
            all = _jobs.Where(job => job.Queue == (string?)json["jobQueue"] && !HasForgotten
                    && (name is null ? job.Status == (status ?? "RUNNING")
                        : string.Equals(job.Name, name, StringComparison.OrdinalIgnoreCase)))
                .Select(job => new JsonObject
                {
                    ["jobId"] = job.Id, ["jobName"] = job.Name, ["status"] = job.Status, ["createdAt"] = job.CreatedAt,
                });
        }

        var from = int.Parse((string?)json["nextToken"] ?? "0", CultureInfo.InvariantCulture);
        var items = all.Skip(from).Take(pageSize + 1).ToList();
        var page = new JsonObject { ["jobSummaryList"] = new JsonArray([.. items.Take(pageSize)]) };
        if (items.Count > pageSize) page["nextToken"] = (from + pageSize).ToString(CultureInfo.InvariantCulture);
        return page.ToJsonString();
    }

    private string Stop(JsonObject json, bool isTermination)
    {
        var parts = ((string)json["jobId"]!).Split(':');
        var job = _jobs.Find(job => job.Id == parts[0]);
        foreach (var child in job?.Children ?? [])
        {
            if (parts.Length > 1 && child.Index != int.Parse(parts[1], CultureInfo.InvariantCulture)) continue;
            if (child.IsEnded || (!isTermination && child.Status is "STARTING" or "RUNNING")) continue;
            (child.Status, child.Reason) = ("FAILED", (string?)json["reason"]);
            (child.IsTerminated, child.IsCancelled) = (isTermination, !isTermination);
        }

        return "{}";
    }

    private string Register(JsonObject json)
    {
        var name = (string)json["jobDefinitionName"]!;
        var revision = _definitions.Keys.Count(arn => arn.Contains($"/{name}:", StringComparison.Ordinal)) + 1;
        var arn = $"arn:aws:batch:us-west-2:123456789012:job-definition/{name}:{revision}";
        _definitions[arn] = json;
        return new JsonObject { ["jobDefinitionName"] = name, ["jobDefinitionArn"] = arn, ["revision"] = revision }.ToJsonString();
    }

    private string Deregister(JsonObject json)
    {
        _definitions.Remove((string)json["jobDefinition"]!);
        return "{}";
    }

    private string DescribeDefinitions(JsonObject json)
    {
        var name = (string?)json["jobDefinitionName"];
        var all = _definitions.Where(entry => name is null || entry.Key.Contains($"/{name}:", StringComparison.Ordinal));
        var found = all.Select(entry => new JsonObject
        {
            ["jobDefinitionName"] = entry.Key.Split('/')[^1].Split(':')[0], ["jobDefinitionArn"] = entry.Key, ["status"] = "ACTIVE",
            ["revision"] = int.Parse(entry.Key.Split(':')[^1], CultureInfo.InvariantCulture),
        });
        return new JsonObject { ["jobDefinitions"] = new JsonArray([.. found]) }.ToJsonString();
    }

    private string DescribeQueues(JsonObject json) => new JsonObject
    {
        ["jobQueues"] = new JsonArray(
            [.. (json["jobQueues"] as JsonArray ?? []).Where(queue => !GoneQueues.Contains((string)queue!)).Select(queue => new JsonObject
        {
            ["jobQueueName"] = (string)queue!, ["jobQueueArn"] = (string)queue!, ["status"] = "VALID",
            ["state"] = DisabledQueues.Contains((string)queue!) ? "DISABLED" : "ENABLED",
            ["computeEnvironmentOrder"] = new JsonArray(new JsonObject { ["order"] = 1, ["computeEnvironment"] = "compute" }),
        })]),
    }.ToJsonString();

    private string DescribeCompute() => new JsonObject
    {
        ["computeEnvironments"] = new JsonArray(new JsonObject
        {
            ["computeEnvironmentName"] = "compute", ["computeEnvironmentArn"] = "compute", ["state"] = Compute.State,
            ["status"] = Compute.Status, ["statusReason"] = Compute.Reason,
        }),
    }.ToJsonString();
}
