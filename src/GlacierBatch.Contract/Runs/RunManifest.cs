using System.Diagnostics.CodeAnalysis;
using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Regions;

namespace GlacierBatch.Contract.Runs;

/// <summary>
/// The tasks submitted together, as written once into the store before anything is started. A container finds its task here by
/// its index; any machine can tell from it what should have happened.
/// </summary>
public sealed record RunManifest
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The longest time limit of an attempt, in seconds: 45 days.</summary>
    public const int MaxTimeoutSeconds = 45 * 24 * 60 * 60;

    /// <summary>Longer than any single request of the scripts takes that still comes to an end: 15 minutes.</summary>
    public const int DefaultNoProgressSeconds = 15 * 60;

    /// <summary>The format of this document. Members may be added within a format: readers pass over what they do not know.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The run's name, unique in its environment.</summary>
    public required string Run { get; init; }

    /// <summary>The environment's name.</summary>
    public required string Environment { get; init; }

    /// <summary>When it was submitted.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The prefix of outputs in the store, without slashes at its ends.</summary>
    public required string BasePath { get; init; }

    /// <summary>The scripts.</summary>
    public required WorkloadReference Workload { get; init; }

    /// <summary>Where reference grids come from.</summary>
    public required TemplateChoice Template { get; init; }

    /// <summary>Whether raw tiles are published too. They are about a hundred times what is clipped.</summary>
    public bool KeepRawTiles { get; init; }

    /// <summary>After how many seconds in which a script neither says, writes nor computes anything it is ended; 0 for never.</summary>
    public int NoProgressSeconds { get; init; } = DefaultNoProgressSeconds;

    /// <summary>Which outputs are published; null for all.</summary>
    public OutputFilter? Outputs { get; init; }

    /// <summary>How long one attempt of a task may take, in seconds.</summary>
    public required int TimeoutSeconds { get; init; }

    /// <summary>How often a task is tried before a transient failure counts.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>How the machines are bought that it runs on, in the service's own word; null where the service offers no choice.</summary>
    public string? Compute { get; init; }

    /// <summary>The run whose failed tasks these are, or null.</summary>
    public string? RestartOf { get; init; }

    /// <summary>The regions of the tasks, each once.</summary>
    public required IReadOnlyList<Region> Regions { get; init; }

    /// <summary>The tasks; a job's index is the position here.</summary>
    public required IReadOnlyList<ManifestTask> Tasks { get; init; }

    /// <summary>Refuses what no submitter of ours would write, before any of it becomes a path or an argument.</summary>
    /// <param name="run">The run under whose name it lies, or null where it has none.</param>
    /// <exception cref="InvalidDataException">Something in it cannot be used; the message names it.</exception>
    public RunManifest Validated(string? run = null)
    {
        Require(run is null || string.Equals(Run, run, StringComparison.OrdinalIgnoreCase),
            $"it lies under the run '{run}' and is of another");
        Require(RunName.IsValid(Run), $"the run name '{Run}' is not {RunName.Rule}");
        Require(ObjectKey.FindFault(BasePath) is null, $"the base path cannot be used: {ObjectKey.FindFault(BasePath)}");
        Require(ObjectKey.FindFault(Workload.Prefix) is null, "the workload's prefix cannot be used");
        Require(RunName.IsValid(Workload.Revision), "the workload's revision is not a checksum");
        Require(TimeoutSeconds > 0 && MaxAttempts > 0, "time limit and attempts must be above 0");
        Require(TimeoutSeconds <= MaxTimeoutSeconds, $"the time limit is longer than {MaxTimeoutSeconds} s");
        Require(NoProgressSeconds >= 0, "the time without progress is below 0");
        Require(Outputs?.Include.Concat(Outputs.Exclude).All(pattern => !string.IsNullOrEmpty(pattern))
            ?? true, "a pattern of outputs is empty");
        Require(Enum.IsDefined(Template), "it says no known template choice");
        foreach (var region in Regions)
        {
            Require(region is not null, "a region is empty");
            Require(RegionName.IsValid(region.Name), $"the region name '{region.Name}' is not {RegionName.Rule}");
            Require(region.Bounds is { Width: > 0, Height: > 0 }, $"the region {region.Name} has no area");
        }

        var known = Regions.Select(region => region.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var task in Tasks)
        {
            Require(task is not null, "a task is empty");
            Require(Enum.IsDefined(task.Satellite), $"the satellite of a task of {task.Region} is unknown");
            Require(known.Contains(task.Region), $"the task's region '{task.Region}' is not among its regions");
            Require(task.Start <= task.End, $"the dates of a task of {task.Region} are reversed");
            Require(task is { VCpu: > 0, MemoryMiB: > 0 }, $"a task of {task.Region} has no processor or memory");
        }

        return this;
    }

    /// <summary>The region of a task.</summary>
    public Region RegionOf(ManifestTask task) => Regions.First(region => region.Name == task.Region);

    private static void Require([DoesNotReturnIf(false)] bool holds, string fault)
    {
        if (!holds) throw new InvalidDataException($"The run manifest cannot be used: {fault}.");
    }
}
