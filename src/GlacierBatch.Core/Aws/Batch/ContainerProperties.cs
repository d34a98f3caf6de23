namespace GlacierBatch.Core.Aws.Batch;

/// <summary>The container of a job definition.</summary>
internal sealed record ContainerProperties
{
    public string? Image { get; init; }

    public IReadOnlyList<string>? Command { get; init; }

    public string? JobRoleArn { get; init; }

    public string? ExecutionRoleArn { get; init; }

    public IReadOnlyList<Volume>? Volumes { get; init; }

    public IReadOnlyList<MountPoint>? MountPoints { get; init; }

    public IReadOnlyList<KeyValuePair>? Environment { get; init; }

    public bool? ReadonlyRootFilesystem { get; init; }

    public bool? Privileged { get; init; }

    public string? User { get; init; }

    public IReadOnlyList<ResourceRequirement>? ResourceRequirements { get; init; }

    public LinuxParameters? LinuxParameters { get; init; }

    public LogConfiguration? LogConfiguration { get; init; }

    public NetworkConfiguration? NetworkConfiguration { get; init; }

    public FargatePlatformConfiguration? FargatePlatformConfiguration { get; init; }

    public EphemeralStorage? EphemeralStorage { get; init; }

    public RuntimePlatform? RuntimePlatform { get; init; }
}

/// <summary>A folder of the host for a container.</summary>
internal sealed record Volume(string Name, HostVolume? Host);

/// <summary>Where on the host it is; without a path it goes with the container.</summary>
internal sealed record HostVolume(string? SourcePath);

/// <summary>Where in the container a volume is.</summary>
internal sealed record MountPoint(string ContainerPath, string SourceVolume, bool? ReadOnly);

/// <summary>What the kernel gives a container.</summary>
internal sealed record LinuxParameters
{
    /// <summary>Whether a small init reaps children and passes on signals.</summary>
    public bool? InitProcessEnabled { get; init; }

    /// <summary>MiB of /dev/shm.</summary>
    public int? SharedMemorySize { get; init; }
}

/// <summary>Where a container's output goes.</summary>
/// <param name="LogDriver"><c>awslogs</c>.</param>
/// <param name="Options">Of the driver: group, region, stream prefix.</param>
internal sealed record LogConfiguration(string LogDriver, IReadOnlyDictionary<string, string>? Options);

/// <summary>A Fargate task's network.</summary>
/// <param name="AssignPublicIp"><c>ENABLED</c> or <c>DISABLED</c>.</param>
internal sealed record NetworkConfiguration(string AssignPublicIp);

/// <summary>Which Fargate it is.</summary>
internal sealed record FargatePlatformConfiguration(string PlatformVersion);

/// <summary>A Fargate task's disk.</summary>
/// <param name="SizeInGiB">21 to 200.</param>
internal sealed record EphemeralStorage(int SizeInGiB);

/// <summary>A Fargate task's processor.</summary>
/// <param name="OperatingSystemFamily"><c>LINUX</c>.</param>
/// <param name="CpuArchitecture"><c>X86_64</c> or <c>ARM64</c>.</param>
internal sealed record RuntimePlatform(string? OperatingSystemFamily, string? CpuArchitecture);
