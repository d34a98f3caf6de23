using GlacierBatch.Core.Services.Batch;

namespace GlacierBatch.Core.Environments;

/// <summary>What is asked of an environment. What is null stays as it is, or becomes the default.</summary>
public sealed record EnvironmentSettings
{
    /// <summary>Where its jobs run.</summary>
    public ServiceKind? Service { get; init; }

    /// <summary>How AWS is reached.</summary>
    public AwsSettings Aws { get; init; } = new();

    /// <summary>What is asked of its part at AWS.</summary>
    public BatchSettings Batch { get; init; } = new();

    /// <summary>The bucket: a folder, absolute, or <c>s3://bucket/prefix</c>.</summary>
    public string? Bucket { get; init; }

    /// <summary>The prefix of outputs.</summary>
    public string? BasePath { get; init; }

    /// <summary>The folder of scripts to publish.</summary>
    public string? Workload { get; init; }

    /// <summary>A region catalogue that takes the place of the workload's own.</summary>
    public string? RegionCatalog { get; init; }

    /// <summary>Processors of a task.</summary>
    public double? VCpu { get; init; }

    /// <summary>Memory of a task in MiB.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>How long an attempt may take, in seconds.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Processors of all tasks at a time.</summary>
    public double? MaxvCpu { get; init; }

    /// <summary>How often a task is tried.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>Whether a service of the cloud has to be asked, because what it has or refuses depends on it.</summary>
    internal bool TouchesService =>
        BasePath is not null || VCpu is not null || MemoryMiB is not null || MaxvCpu is not null || Batch != new BatchSettings();

    internal EnvironmentLimits Limits(EnvironmentLimits there) => (there with
    {
        VCpu = VCpu ?? there.VCpu,
        MemoryMiB = MemoryMiB ?? there.MemoryMiB,
        TimeoutSeconds = TimeoutSeconds ?? there.TimeoutSeconds,
        MaxvCpu = MaxvCpu ?? there.MaxvCpu,
        MaxAttempts = MaxAttempts ?? there.MaxAttempts,
    }).Validated();
}
