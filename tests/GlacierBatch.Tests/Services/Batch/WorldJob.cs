using System.Text.Json.Nodes;

namespace GlacierBatch.Tests.Services.Batch;

/// <summary>A job, or an array of them, in a <see cref="BatchWorld"/>.</summary>
internal sealed class WorldJob(string id, string name, string queue, string definition, int size, long createdAt, JsonObject request)
{
    public string Id => id;

    public string Name => name;

    public string Queue => queue;

    public string Definition => definition;

    public int Size => size;

    public long CreatedAt => createdAt;

    public JsonObject Request => request;

    /// <summary>The children, or the job itself.</summary>
    public WorldChild[] Children { get; } = [.. Enumerable.Range(0, size).Select(index => new WorldChild(index))];

    /// <summary>An environment variable of its containers.</summary>
    public string? Variable(string variable) => request["containerOverrides"]?["environment"]?.AsArray()
        .FirstOrDefault(entry => (string?)entry?["name"] == variable)?["value"]?.GetValue<string>();

    /// <summary>Where the array's parent stands.</summary>
    public string Status => size == 1 ? Children[0].Status
        : Children.All(child => child.IsEnded) ? Children.Any(child => child.Status == "FAILED") ? "FAILED" : "SUCCEEDED" : "PENDING";
}

/// <summary>One container's worth of a <see cref="WorldJob"/>.</summary>
internal sealed class WorldChild(int index)
{
    public int Index => index;

    public string Status { get; set; } = "RUNNABLE";

    public string? Reason { get; set; }

    public bool IsTerminated { get; set; }

    public bool IsCancelled { get; set; }

    public List<WorldAttempt> Attempts { get; } = [];

    /// <summary>The stream of its latest container's log, which Batch tells while that runs.</summary>
    public string? LogStream { get; set; }

    public bool IsEnded => Status is "SUCCEEDED" or "FAILED";
}

/// <summary>An attempt, as DescribeJobs tells it.</summary>
internal sealed record WorldAttempt(string StatusReason, string? Reason, int? ExitCode, string LogStream, long StartedAt, long StoppedAt);
