using GlacierBatch.Contract.Runs;

namespace GlacierBatch.Core.Environments;

/// <summary>What an environment's jobs are given. What is null is decided for each task or machine.</summary>
public sealed record EnvironmentLimits
{
    /// <summary>Processors of a task. The scripts use one.</summary>
    public double VCpu { get; init; } = 1;

    /// <summary>Memory of a task in MiB, or null for its size class; see <see cref="Runs.SizeClass"/>.</summary>
    public int? MemoryMiB { get; init; }

    /// <summary>How long one attempt may take, in seconds.</summary>
    public int TimeoutSeconds { get; init; } = 3600;

    /// <summary>Processors of all tasks at a time, or null for the machine's.</summary>
    public double? MaxvCpu { get; init; }

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Refuses numbers with which nothing could run.</summary>
    /// <exception cref="GlacierBatchException">A number is out of its range; the message names it.</exception>
    public EnvironmentLimits Validated()
    {
        Require(VCpu is > 0 and <= 1024, "VCpu", VCpu, "above 0 and at most 1024");
        Require(MemoryMiB is null or (>= 16 and <= 16_777_216), "MemoryMiB", MemoryMiB, "from 16 to 16777216");
        Require(TimeoutSeconds is > 0 and <= RunManifest.MaxTimeoutSeconds, "TimeoutSeconds", TimeoutSeconds,
            $"from 1 to {RunManifest.MaxTimeoutSeconds} (45 days)");
        Require(MaxvCpu is null or (> 0 and <= 65536), "MaxvCpu", MaxvCpu, "above 0 and at most 65536");
        Require(MaxAttempts is >= 1 and <= 10, "MaxAttempts", MaxAttempts, "from 1 to 10");
        return this;
    }

    private static void Require(bool holds, string name, object? value, string range)
    {
        if (holds) return;
        throw new GlacierBatchException(ErrorKind.InvalidArgument, "LimitOutOfRange",
            FormattableString.Invariant($"{name} is {value}, and it must be {range}."), $"Give another -{name}.", value);
    }
}
