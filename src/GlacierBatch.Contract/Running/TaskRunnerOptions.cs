namespace GlacierBatch.Contract.Running;

/// <summary>What a task runner needs to know of its machine.</summary>
public sealed record TaskRunnerOptions
{
    /// <summary>The folder in which every attempt gets a working folder of its own.</summary>
    public required string ScratchFolder { get; init; }

    /// <summary>The folder that keeps fetched scripts, by revision.</summary>
    public required string CacheFolder { get; init; }

    /// <summary>The interpreter.</summary>
    public required PythonInterpreter Python { get; init; }

    /// <summary>What the scripts see as <c>S3_BUCKET</c>: a bucket's name or a folder.</summary>
    public required string Bucket { get; init; }

    /// <summary>How long a script may take to end itself after SIGTERM.</summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether outputs are published while the script still runs, kept where an attempt fails, and taken up by the next attempt: for
    /// machines that may vanish. Else they are published at the end, by attempts that speak for their task.
    /// </summary>
    public bool PublishesWhileRunning { get; init; }

    /// <summary>How long after a stop publishing goes on; null for as long as it takes.</summary>
    public TimeSpan? CutOff { get; init; }

    /// <summary>Whether the scripts' home folder is one of the attempt's own too, and not this user's.</summary>
    public bool HasOwnHome { get; init; }

    /// <summary>After how long without progress a script is ended, where it is not the run that says so; zero for never.</summary>
    public TimeSpan? NoProgress { get; init; }

    /// <summary>The service's id of the job, for the record.</summary>
    public string? JobId { get; init; }

    /// <summary>The image that this process runs from, for the record.</summary>
    public string? Image { get; init; }

    /// <summary>The versions of the scripts' libraries, being looked up, for the record.</summary>
    public Task<IReadOnlyDictionary<string, string>>? Libraries { get; init; }
}
