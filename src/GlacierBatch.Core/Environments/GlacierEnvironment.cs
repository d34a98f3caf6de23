using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Core.Aws;
using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Environments;

/// <summary>A place made ready for jobs: its record, and the bucket that the record lies in.</summary>
public sealed class GlacierEnvironment
{
    private const double DefaultCloudvCpu = 256;

    private readonly EnvironmentRecord _record;
    private readonly OpenBucket _bucket;

    internal GlacierEnvironment(EnvironmentRecord record, OpenBucket bucket) => (_record, _bucket) = (record, bucket);

    /// <summary>The name.</summary>
    public string Name => _record.Name;

    /// <summary>Where its jobs run.</summary>
    public ServiceKind Service => _record.Service;

    /// <summary>The bucket: a folder's path, or <c>s3://bucket/prefix/</c>.</summary>
    public string Bucket => Store.Location.IsFile ? Path.TrimEndingDirectorySeparator(Store.Location.LocalPath)
        : Store.Location.AbsoluteUri;

    /// <summary>The prefix of outputs.</summary>
    public string BasePath => _record.BasePath;

    /// <summary>Processors of a task.</summary>
    public double VCpu => _record.Limits.VCpu;

    /// <summary>Memory of a task in MiB, or null for its size class.</summary>
    public int? MemoryMiB => _record.Limits.MemoryMiB;

    /// <summary>How long one attempt may take, in seconds.</summary>
    public int TimeoutSeconds => _record.Limits.TimeoutSeconds;

    /// <summary>Processors of all tasks at a time: unless it says otherwise the machine's, and 256 in the cloud.</summary>
    public double MaxvCpu => _record.Limits.MaxvCpu ?? (Service == ServiceKind.Local ? Environment.ProcessorCount : DefaultCloudvCpu);

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    public int MaxAttempts => _record.Limits.MaxAttempts;

    /// <summary>The revision of its scripts, or null before any were published.</summary>
    public string? WorkloadRevision => _record.Workload?.Revision;

    /// <summary>The AWS region, or null where its jobs run on this machine.</summary>
    public string? AwsRegion => _bucket.Place.AwsRegion;

    /// <summary>The AWS account, or null where its jobs run on this machine.</summary>
    public string? AccountId => _record.Batch?.AccountId;

    /// <summary>The image as <c>repository@sha256:digest</c>, or null where there is none.</summary>
    public string? Image => _record.Batch?.Image;

    /// <summary>How its machines are bought unless a run says otherwise, or null where its jobs run on this machine.</summary>
    public PurchaseOption? Compute => _record.Batch?.Compute;

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt => _record.Created;

    internal EnvironmentRecord Record => _record;

    internal OpenBucket OpenBucket => _bucket;

    internal IObjectStore Store => _bucket.Store;

    /// <summary>The scripts.</summary>
    /// <exception cref="GlacierBatchException">None were published.</exception>
    internal WorkloadReference RequireWorkload() => _record.Workload ?? throw new GlacierBatchException(
        ErrorKind.NotFound, "WorkloadNotPublished", $"The environment '{Name}' has no workload.",
        $"Publish the scripts: Publish-GlacierWorkload -Environment {Name} -Path <folder>.", Name);

    /// <summary>AWS's services.</summary>
    /// <exception cref="GlacierBatchException">Its bucket is none of AWS's.</exception>
    internal AwsClients RequireAws() => _bucket.Aws ?? throw new GlacierBatchException(
        ErrorKind.InvalidOperation, "EnvironmentNotAtAws",
        $"The environment '{Name}' has its bucket in the folder {Bucket}, and not at AWS.",
        "Make one with New-GlacierBatchEnvironment -Service Batch -Bucket <name>.", Name);

    /// <summary>What it has at AWS.</summary>
    /// <exception cref="GlacierBatchException">Nothing is there yet.</exception>
    internal BatchRecord RequireBatch() => _record.Batch ?? throw new GlacierBatchException(
        ErrorKind.InvalidOperation, "EnvironmentNotProvisioned", $"The environment '{Name}' has no queues and roles at AWS yet.",
        $"Make them: New-GlacierBatchEnvironment {Name} -Service Batch.", Name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
