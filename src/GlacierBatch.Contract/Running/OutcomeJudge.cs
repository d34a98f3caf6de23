using GlacierBatch.Contract.Outputs;
using GlacierBatch.Contract.Processes;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Tasks;

namespace GlacierBatch.Contract.Running;

/// <summary>
/// Says how a script's run ended. Exit code 0 alone proves nothing: the scripts also end so with scenes lost, and in a region
/// without scenes.
/// </summary>
public static class OutcomeJudge
{
    private const int Killed = 137;
    private const int Terminated = 143;

    /// <summary>From this share of its memory upwards, a task that was killed is taken to have run out of it.</summary>
    private const double NearlyAllMemory = 0.8;

    /// <summary>The outcome and, where it is no success, its cause in one line.</summary>
    /// <param name="assignment">The attempt.</param>
    /// <param name="process">How its script ended.</param>
    /// <param name="evidence">What the script's lines told.</param>
    /// <param name="files">What it left.</param>
    /// <param name="folderFault">Why nothing of what it left can be used, or null.</param>
    public static (TaskOutcome Outcome, string? Reason, IReadOnlyList<string> LostScenes) Judge(
        TaskAssignment assignment, ProcessOutcome process, ScriptEvidence evidence, IReadOnlyList<CollectedFile> files,
        string? folderFault = null)
    {
        if (JudgeEnd(assignment, process, evidence) is { } ended) return (ended.Outcome, ended.Reason, []);

        if (evidence.OutOfMemory) return (TaskOutcome.OutOfMemory, OutOfMemory(assignment), []);
        if (folderFault is not null) return (TaskOutcome.Script, folderFault, []);
        var scenes = files.Count(file => file is { Kind: OutputKind.Scene, Fault: null });
        var lost = FindLostScenes(evidence, files);
        if (lost.Count > 0)
        {
            var fault = files.FirstOrDefault(IsFaultyScene);
            var why = fault is null ? evidence.Upstream ?? "the server refused it" : $"{fault.Path}: {fault.Fault}";
            return (TaskOutcome.LostScenes, $"{lost.Count} of {scenes + lost.Count} scenes were lost, {lost[0]} among them: {why}", lost);
        }

        if (files.FirstOrDefault(IsFaultyList) is { } unusable)
            return (TaskOutcome.Script, $"{unusable.Path} cannot be used: {unusable.Fault}.", []);

        // Without scenes landsat's script ends in an error of its own, which is how it says so.
        if (evidence.NoScenes && files.All(file => file.Kind is OutputKind.Template)) return (TaskOutcome.NoScenes, null, []);
        if (FindShortfall(assignment.Task.Satellite, evidence, files) is { } shortfall) return (TaskOutcome.LostScenes, shortfall, []);

        // All that the scripts log as an error is one, though they go on and end with 0.
        if (evidence.Error is { } error)
        {
            return evidence.Upstream is { } refused
                ? (TaskOutcome.Upstream, refused, [])
                : (TaskOutcome.Script, $"The script ended with 0 and {scenes} scenes, after: {error}", []);
        }

        if (scenes > 0) return (TaskOutcome.Done, null, []);
        if (evidence.Upstream is { } upstream) return (TaskOutcome.Upstream, upstream, []);
        return (TaskOutcome.NoOutput, "The script ended with 0 and scenes existed, but none was clipped.", []);
    }

    private static string OutOfMemory(TaskAssignment assignment) =>
        $"The script ran out of memory: give it more than {assignment.MemoryMiB} MiB with -MemoryMiB.";

    private static (TaskOutcome Outcome, string Reason)? JudgeEnd(
        TaskAssignment assignment, ProcessOutcome process, ScriptEvidence evidence)
    {
        var limit = assignment.MemoryMiB * 1024L * 1024L;
        return process switch
        {
            { End: ProcessEnd.TimedOut } => (TaskOutcome.Timeout,
                $"The script took longer than its {assignment.Manifest.TimeoutSeconds} s: give it more with -TimeoutSeconds."),
            { End: ProcessEnd.Stopped } when evidence.Stalled is { } stalled => (TaskOutcome.Upstream, stalled),
            { End: ProcessEnd.Stopped } => (TaskOutcome.Stopped, "The task was stopped."),
            { End: ProcessEnd.OutOfMemory } => (TaskOutcome.OutOfMemory,
                $"The script needed more than its {assignment.MemoryMiB} MiB: give it more with -MemoryMiB."),
            { ExitCode: 0 } => null,
            _ when evidence.WasKilledForMemory => (TaskOutcome.OutOfMemory,
                $"The script was killed at the container's {assignment.MemoryMiB} MiB: give it more with -MemoryMiB."),
            { ExitCode: ExitCodes.Transient } =>
                (TaskOutcome.Upstream, evidence.Upstream ?? "The script asked for another attempt (exit 75)."),
            { ExitCode: Killed } when process.PeakMemoryBytes > limit * NearlyAllMemory => (TaskOutcome.OutOfMemory,
                $"The script was killed near its {assignment.MemoryMiB} MiB: give it more with -MemoryMiB."),
            { ExitCode: Killed or Terminated } => (TaskOutcome.Infrastructure,
                $"The script was ended by somebody else (exit {process.ExitCode})."),
            _ when evidence.OutOfMemory => (TaskOutcome.OutOfMemory, OutOfMemory(assignment)),
            _ when evidence.Upstream is { } upstream => (TaskOutcome.Upstream, upstream),
            _ => (TaskOutcome.Script, $"The script ended with {process.ExitCode}: {evidence.Error ?? "its log names no error"}"),
        };
    }

    private static bool IsFaultyScene(CollectedFile file) => file.Fault is not null && file.Kind is OutputKind.Scene or OutputKind.RawTile;

    private static bool IsFaultyList(CollectedFile file) => file.Fault is not null
        && file.Kind is OutputKind.SceneMetadata or OutputKind.CombinedMetadata or OutputKind.QueryResults;

    /// <summary>Scenes that should be there: refused, or with a damaged tile or raster.</summary>
    private static IReadOnlyList<string> FindLostScenes(ScriptEvidence evidence, IReadOnlyList<CollectedFile> files)
    {
        var lost = new SortedSet<string>(evidence.RefusedScenes, StringComparer.Ordinal);
        foreach (var file in files.Where(IsFaultyScene))
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            if (file.Kind == OutputKind.Scene) lost.Add(name);
            if (file.Kind == OutputKind.RawTile) lost.Add(OutputLayout.SceneOfTile(file.Path));
        }

        return [.. lost];
    }

    /// <summary>Fewer files than the query found, though nothing names the missing ones; or null.</summary>
    private static string? FindShortfall(Satellite satellite, ScriptEvidence evidence, IReadOnlyList<CollectedFile> files)
    {
        if (satellite == Satellite.Landsat)
        {
            var clipped = files.Count(file => file.Kind == OutputKind.Scene);
            var wanted = (evidence.ExpectedScenes ?? 0) - evidence.EmptyScenes;
            return clipped < wanted
                && evidence.Error is null ? $"{wanted - clipped} of {wanted} scenes that the query found were not clipped" : null;
        }

        var raw = files.Count(file => file.Kind == OutputKind.RawTile);
        return raw > 0 && evidence.ExpectedTiles is { } tiles && raw < tiles
            ? $"{tiles - raw} of {tiles} raw tiles that the query found were not downloaded"
            : null;
    }
}
