using GlacierBatch.Contract.Regions;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>One attempt at one task of a run.</summary>
public sealed record TaskAssignment
{
    /// <param name="manifest">The run.</param>
    /// <param name="index">The task's position in it.</param>
    /// <param name="attempt">Which attempt this is, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The run has no such task.</exception>
    public TaskAssignment(RunManifest manifest, int index, int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, manifest.Tasks.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        Manifest = manifest;
        Index = index;
        Attempt = attempt;
        Entry = manifest.Tasks[index];
        Task = Entry.ToTask();
        Region = manifest.RegionOf(Entry);
        MemoryMiB = Entry.MemoryMiB;
    }

    /// <summary>The run.</summary>
    public RunManifest Manifest { get; }

    /// <summary>The task's position in the run.</summary>
    public int Index { get; }

    /// <summary>Which attempt this is, from 1.</summary>
    public int Attempt { get; }

    /// <summary>The task as the manifest has it.</summary>
    public ManifestTask Entry { get; }

    /// <summary>The task.</summary>
    public GlacierTask Task { get; }

    /// <summary>Its region.</summary>
    public Region Region { get; }

    /// <summary>The memory above which the task is ended, in MiB: the manifest's, or more after it ran out.</summary>
    public int MemoryMiB { get; init; }

    /// <summary>The mark by which this attempt's processes are found, whoever began it; no two attempts anywhere have the same.</summary>
    public string Mark { get; init; } = Guid.NewGuid().ToString("N");
}
