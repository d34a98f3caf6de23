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
    private const int ScenePrefixLength = 37;

    /// <summary>From this share of its memory upwards, a task that was killed is taken to have run out of it.</summary>
    private const double NearlyAllMemory = 0.8;

    /// <summary>The outcome and, where it is no success, its cause in one line.</summary>
    public static (TaskOutcome Outcome, string? Reason, IReadOnlyList<string> LostScenes) Judge(
        TaskAssignment assignment, ProcessOutcome process, ScriptEvidence evidence, IReadOnlyList<CollectedFile> files)
    {
        if (JudgeEnd(assignment, process, evidence) is { } ended) return (ended.Outcome, ended.Reason, []);

        var scenes = files.Count(file => file is { Kind: OutputKind.Scene, Fault: null });
        var lost = FindLostScenes(assignment.Task.Satellite, evidence, files);
        if (lost.Count > 0)
        {
            var fault = files.FirstOrDefault(file => file.Fault is not null);
            var why = fault is null ? evidence.Upstream ?? "the server refused it" : $"{fault.Path}: {fault.Fault}";
            return (TaskOutcome.LostScenes, $"{lost.Count} of {scenes + lost.Count} scenes were lost, {lost[0]} among them: {why}", lost);
        }

        if (scenes > 0) return (TaskOutcome.Done, null, []);
        if (evidence.NoScenes && files.All(file => file.Kind is OutputKind.Template)) return (TaskOutcome.NoScenes, null, []);
        if (evidence.Upstream is { } upstream) return (TaskOutcome.Upstream, upstream, []);
        if (evidence.Error is { } error) return (TaskOutcome.Script, $"The script ended with 0 and nothing clipped, after: {error}", []);
        return (TaskOutcome.NoOutput, "The script ended with 0 and scenes existed, but none was clipped.", []);
    }

    private static (TaskOutcome Outcome, string Reason)? JudgeEnd(
        TaskAssignment assignment, ProcessOutcome process, ScriptEvidence evidence)
    {
        var limit = assignment.MemoryMiB * 1024L * 1024L;
        return process switch
        {
            { End: ProcessEnd.TimedOut } => (TaskOutcome.Timeout,
                $"The script took longer than its {assignment.Manifest.TimeoutSeconds} s: give it more with -TimeoutSeconds."),
            { End: ProcessEnd.Stopped } => (TaskOutcome.Stopped, "The task was stopped."),
            { End: ProcessEnd.OutOfMemory } => (TaskOutcome.OutOfMemory,
                $"The script needed more than its {assignment.MemoryMiB} MiB: give it more with -MemoryMiB."),
            { ExitCode: 0 } => null,
            { ExitCode: ExitCodes.Transient } => (TaskOutcome.Upstream, evidence.Upstream ?? "The script asked for another attempt (exit 75)."),
            { ExitCode: Killed } when process.PeakMemoryBytes > limit * NearlyAllMemory => (TaskOutcome.OutOfMemory,
                $"The script was killed near its {assignment.MemoryMiB} MiB: give it more with -MemoryMiB."),
            { ExitCode: Killed or Terminated } => (TaskOutcome.Infrastructure,
                $"The script was ended by somebody else (exit {process.ExitCode})."),
            _ when evidence.OutOfMemory => (TaskOutcome.OutOfMemory,
                $"The script ran out of memory: give it more than {assignment.MemoryMiB} MiB with -MemoryMiB."),
            _ when evidence.Upstream is { } upstream => (TaskOutcome.Upstream, upstream),
            _ => (TaskOutcome.Script, $"The script ended with {process.ExitCode}: {evidence.Error ?? "its log names no error"}"),
        };
    }

    /// <summary>Scenes that should be there: refused, or with a damaged tile or raster.</summary>
    private static IReadOnlyList<string> FindLostScenes(
        Satellite satellite, ScriptEvidence evidence, IReadOnlyList<CollectedFile> files)
    {
        var lost = new SortedSet<string>(evidence.RefusedScenes, StringComparer.Ordinal);
        foreach (var file in files.Where(file => file.Fault is not null))
        {
            var name = Path.GetFileNameWithoutExtension(file.Path);
            if (file.Kind == OutputKind.Scene) lost.Add(name);
            if (file.Kind == OutputKind.RawTile) lost.Add(name[..Math.Min(name.Length, ScenePrefixLength)]);
        }

        var raw = files.Count(file => file.Kind == OutputKind.RawTile);
        if (satellite == Satellite.Sentinel2 && evidence.ExpectedTiles is { } expected && raw > 0 && raw < expected)
        {
            lost.Add($"{expected - raw} raw tiles that were found and not downloaded");
        }

        return [.. lost];
    }
}
