using GlacierBatch.Contract.Objects;
using GlacierBatch.Contract.Results;
using GlacierBatch.Contract.Running;
using GlacierBatch.Contract.Runs;
using GlacierBatch.Contract.Transfers;

namespace GlacierBatch.Entrypoint;

/// <summary>Carries out the task that the environment variables name, by the same task runner as everywhere.</summary>
internal sealed class RunVerb(TaskVariables variables, TimeProvider time)
{
    /// <summary>
    /// Of the 30 s between a service's SIGTERM and its SIGKILL the script may take this much to end by itself, and what is complete is
    /// uploaded until the cut-off; the note on the attempt and its log take the rest.
    /// </summary>
    private static readonly TimeSpan ScriptGrace = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan CutOff = TimeSpan.FromSeconds(24);

    private readonly IObjectStore _store = ObjectStores.Open(variables.Store);
    private readonly string _cache = Path.Combine(variables.Scratch, "cache");

    /// <summary>Runs it, and returns the exit code.</summary>
    public static Task<int> RunAsync() => Signals.RunAsync(stop =>
        new RunVerb(TaskVariables.Read(Environment.GetEnvironmentVariable), TimeProvider.System).RunAsync(stop));

    private async Task<int> RunAsync(CancellationToken stop)
    {
        Directory.CreateDirectory(variables.Scratch);
        var finder = new TaskFinder(_store, variables, new WorkloadCache(_store, new TransferEngine(_store), _cache), time);
        var found = await new StoreRetry(time).RunAsync(finder.FindAsync, stop);
        if (found.Superseded is { } by)
        {
            Console.WriteLine($"{found.Assignment.Task.Id} is superseded: {by}.");
            return ExitCodes.Done;
        }

        await WaitForTurnAsync(stop);
        var result = await RunLoggedAsync(found.Assignment, stop);
        Console.WriteLine(result.Reason is null ? $"{result.Outcome}" : $"{result.Outcome}: {result.Reason}");

        // What is on record is not tried again, though the service has attempts left for machines that it takes away.
        return result.Outcome.IsTransient() && await IsRecordedAsync(found.Assignment, stop) ? ExitCodes.ScriptFailed : result.ExitCode;
    }

    private async Task<bool> IsRecordedAsync(TaskAssignment assignment, CancellationToken stop) =>
        await _store.GetAsync(StoreLayout.Result(assignment.Manifest.Run, assignment.Task), stop) is not null;

    /// <summary>Children of an array start in the same second, and the imagery's catalogue does not bear that.</summary>
    private async Task WaitForTurnAsync(CancellationToken stop)
    {
        if (!variables.IsArrayChild || variables.JitterSeconds == 0) return;
        var delay = TimeSpan.FromSeconds(variables.JitterSeconds * Random.Shared.NextDouble());
        Console.WriteLine(FormattableString.Invariant($"Waits {delay.TotalSeconds:0.0} s, so that not all tasks start at once."));
        await Task.Delay(delay, time, stop);
    }

    private async Task<TaskResult> RunLoggedAsync(TaskAssignment assignment, CancellationToken stop)
    {
        var python = await PythonLocator.FindAsync(null, stop);
        var options = new TaskRunnerOptions
        {
            ScratchFolder = Path.Combine(variables.Scratch, "tasks"),
            CacheFolder = _cache,
            Python = python,
            Bucket = (_store as S3ObjectStore)?.Bucket ?? variables.Store.LocalPath,
            GracePeriod = ScriptGrace,
            CutOff = CutOff,
            PublishesWhileRunning = _store is not IFileTaker,
            HasOwnHome = true,
            NoProgress = variables.NoProgressSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            JobId = variables.JobId,
            Image = variables.Image,
            Libraries = PythonLibraries.ReadAsync(python, stop),
        };
        var supervisor = new Supervisor(assignment, await CountFailuresAsync(assignment, stop));
        var path = Path.Combine(variables.Scratch, $"{assignment.Mark}.log");
        using var log = new AttemptLog(path, time, Console.Out);
        var result = await new TaskRunner(_store, options, time).RunAsync(assignment, supervisor, log, stop);

        // It is printed too; without it in the store, the result stands all the same.
        var key = StoreLayout.Log(assignment.Manifest.Run, assignment.Task, assignment.Attempt);
        if (await log.PublishAsync(_store, key) is { } fault) await Console.Error.WriteLineAsync(fault);
        return result;
    }

    /// <summary>Attempts that leave no notes, in a folder, all count.</summary>
    private async Task<int> CountFailuresAsync(TaskAssignment assignment, CancellationToken stop)
    {
        if (assignment.Attempt == 1 || _store is IFileTaker) return assignment.Attempt - 1;
        return await new StoreRetry(time).RunAsync(
            token => new FormerAttempts(_store).CountFailuresAsync(assignment, token), stop);
    }
}
