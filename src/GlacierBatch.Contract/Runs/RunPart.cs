using System.Diagnostics.CodeAnalysis;
using GlacierBatch.Contract.Json;

namespace GlacierBatch.Contract.Runs;

/// <summary>
/// The tasks of a run that a service is given as one array, since they share all that a service gives to jobs. Written before it is
/// submitted, as the intent to do so, and changed once, by a conditional write, when the service's answer is known: whoever finds
/// it without an answer knows the name to look for.
/// </summary>
public sealed record RunPart
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>How many children AWS Batch takes in one array.</summary>
    public const int MaxTasks = 10_000;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>The run's name.</summary>
    public required string Run { get; init; }

    /// <summary>The part's number in the run, from 0.</summary>
    public required int Part { get; init; }

    /// <summary>The name under which it is submitted, unlike that of any other submission.</summary>
    public required string JobName { get; init; }

    /// <summary>The queue that it is submitted to, by name or ARN, in which its name is looked for.</summary>
    public string? Queue { get; init; }

    /// <summary>Processors of each of its tasks.</summary>
    public required double VCpu { get; init; }

    /// <summary>Memory of each of its tasks in MiB.</summary>
    public required int MemoryMiB { get; init; }

    /// <summary>The tasks, as positions in the run's manifest; a child's index is the position here.</summary>
    public required IReadOnlyList<int> Positions { get; init; }

    /// <summary>When it was decided to submit it.</summary>
    public required DateTimeOffset Intended { get; init; }

    /// <summary>The service's id of the job, or of the array's parent; null until it is known.</summary>
    public string? JobId { get; init; }

    /// <summary>Reads a part, and refuses what no submitter of ours would write.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="manifest">The run that it is a part of.</param>
    /// <param name="key">Where it lies, for the message.</param>
    /// <exception cref="InvalidDataException">It cannot be used; the message says why.</exception>
    public static RunPart Read(ReadOnlyMemory<byte> content, RunManifest manifest, string key)
    {
        var part = Documents.Read(content, ContractJson.Default.RunPart, CurrentFormat, key);
        Require(part.Run == manifest.Run, key, $"it is of the run '{part.Run}'");
        Require(part.Positions.Count is > 0 and <= MaxTasks, key, $"it has {part.Positions.Count} tasks, and it must have 1 to {MaxTasks}");
        Require(part.Positions.All(position => position >= 0 && position < manifest.Tasks.Count), key,
            "it names tasks that the run does not have");
        return part;
    }

    private static void Require([DoesNotReturnIf(false)] bool holds, string key, string fault)
    {
        if (!holds) throw new InvalidDataException($"The document {key} cannot be used: {fault}.");
    }
}
