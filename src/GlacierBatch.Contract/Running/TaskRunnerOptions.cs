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
}
