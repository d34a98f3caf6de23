using GlacierBatch.Contract.Json;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Core.Outputs.Baselines;

/// <summary>A known-good output, frozen: which scenes there are for which tasks, and the checksums of their pixels.</summary>
public sealed record Baseline
{
    /// <summary>The format that this version writes, and the newest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of this document.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>When it was frozen.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The tasks.</summary>
    public required IReadOnlyList<BaselineTask> Tasks { get; init; }

    /// <summary>How many scenes all tasks have.</summary>
    public int SceneCount() => Tasks.Sum(task => task.Scenes.Count);

    /// <summary>Reads a document.</summary>
    /// <param name="content">The bytes.</param>
    /// <param name="path">Where it lies, for the message.</param>
    /// <exception cref="InvalidDataException">It cannot be used; the message says why.</exception>
    public static Baseline Read(ReadOnlyMemory<byte> content, string path)
    {
        var baseline = Documents.Read(content, BaselineJson.Default.Baseline, CurrentFormat, path);
        void Require(bool holds, string fault)
        {
            if (!holds) throw new InvalidDataException($"The baseline {path} cannot be used: {fault}.");
        }

        foreach (var task in baseline.Tasks)
        {
            Require(task is not null, "a task is empty");
            Require(Enum.IsDefined(task!.Satellite), "a satellite is unknown");
            Require(task.Start <= task.End, $"the dates of a task of {MessageText.Of(task.Region)} are reversed");
            Require(task.Scenes.All(scene => scene is { Name.Length: > 0, PixelSha256.Length: 64 }), "a scene has no name or no checksum");
            Require(task.Scenes.DistinctBy(scene => scene.Name).Count() == task.Scenes.Count, "a scene stands in it twice");
        }

        return baseline;
    }

    /// <summary>The tasks of a region and satellite.</summary>
    public IReadOnlyList<BaselineTask> Of(string region, Satellite satellite) =>
        [.. Tasks.Where(task => task.Region == region && task.Satellite == satellite)];

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{SceneCount()} scenes of {Tasks.Count} tasks");
}
