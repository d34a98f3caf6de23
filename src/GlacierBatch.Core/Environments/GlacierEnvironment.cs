using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Environments;

/// <summary>A place made ready for jobs: its record, and the bucket that the record lies in.</summary>
/// <param name="record">The record as it was read.</param>
/// <param name="store">The bucket.</param>
public sealed class GlacierEnvironment(EnvironmentRecord record, IObjectStore store)
{
    /// <summary>The name.</summary>
    public string Name => record.Name;

    /// <summary>Where its jobs run.</summary>
    public ServiceKind Service => record.Service;

    /// <summary>The bucket: a folder's path, or <c>s3://bucket/prefix</c>.</summary>
    public string Bucket => store.Location.IsFile ? Path.TrimEndingDirectorySeparator(store.Location.LocalPath) : store.Location.ToString();

    /// <summary>The prefix of outputs.</summary>
    public string BasePath => record.BasePath;

    /// <summary>Processors of a task.</summary>
    public double VCpu => record.Limits.VCpu;

    /// <summary>Memory of a task in MiB, or null for its size class.</summary>
    public int? MemoryMiB => record.Limits.MemoryMiB;

    /// <summary>How long one attempt may take, in seconds.</summary>
    public int TimeoutSeconds => record.Limits.TimeoutSeconds;

    /// <summary>Processors of all tasks at a time.</summary>
    public double MaxvCpu => record.Limits.MaxvCpu ?? Environment.ProcessorCount;

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    public int MaxAttempts => record.Limits.MaxAttempts;

    /// <summary>The revision of its scripts, or null before any were published.</summary>
    public string? WorkloadRevision => record.Workload?.Revision;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => record.Created;

    internal EnvironmentRecord Record => record;

    internal IObjectStore Store => store;

    /// <summary>The scripts.</summary>
    /// <exception cref="GlacierBatchException">None were published.</exception>
    internal WorkloadReference RequireWorkload() => record.Workload ?? throw new GlacierBatchException(
        ErrorKind.NotFound, "WorkloadNotPublished", $"The environment '{Name}' has no workload.",
        $"Publish the scripts: Publish-GlacierWorkload -Environment {Name} -Path <folder>.", Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
