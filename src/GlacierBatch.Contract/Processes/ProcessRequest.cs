namespace GlacierBatch.Contract.Processes;

/// <summary>A program to run once, and the limits to run it under.</summary>
public sealed record ProcessRequest
{
    /// <summary>The environment variable that carries <see cref="Mark"/>.</summary>
    public const string MarkVariable = "GLACIERBATCH_TASK";

    /// <summary>The program: a path, or a name to be found on PATH.</summary>
    public required string FileName { get; init; }

    /// <summary>Its arguments, each handed over as it is: no shell reads them.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The folder it starts in, which must exist.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Variables added to the inherited environment; null removes one.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>How long it may run; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for no limit.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>How long the tree has, once asked to end, before it is killed.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How much memory the whole tree may hold, in bytes; null for no limit.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>A name for this execution alone, inherited by all descendants: the way those are found that left the tree.</summary>
    public required string Mark { get; init; }
}
